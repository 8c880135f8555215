import { createHash } from 'node:crypto';
import type { Happening } from '../outbox/happening.ts';
import {
  cohortActivity,
  courseActivity,
  exerciseActivity,
  labActivity,
  questionActivity,
  quizActivity,
  responseOf,
  type Activity,
  type CourseGround,
} from './activities.ts';

export interface Actor {
  readonly objectType: 'Agent';
  readonly name?: string;
  readonly account: { readonly homePage: string; readonly name: string };
}

export interface Statement {
  /** The same whenever the same thing is told. */
  readonly id: string;
  readonly actor: Actor;
  readonly verb: { readonly id: string; readonly display: Readonly<Record<'en', string>> };
  readonly object: Activity;
  readonly result?: Result;
  readonly context: object;
  readonly timestamp: string;
}

interface Result {
  readonly success?: boolean;
  readonly completion?: boolean;
  readonly response?: string;
  readonly score?: Readonly<Record<'max' | 'min' | 'raw' | 'scaled', number>>;
}

interface Said {
  /** One of ADL's, which cmi5 uses too. */
  readonly verb: 'answered' | 'attempted' | 'completed' | 'initialized' | 'passed';
  readonly object: Activity;
  readonly parent?: Activity;
  readonly result?: Result;
}

/** What happened, in the terms of xAPI 1.0.3; nothing for what is no learner's own doing. Pure. */
export function statementsOf(happening: Happening, actor: Actor, ground: CourseGround): readonly Statement[] {
  const timestamp = happening.at.toISOString();
  return sayings(happening, ground).map(({ verb, object, parent, result }) => ({
    id: uuidOf(
      [
        ground.origin,
        'attempt' in happening ? happening.attempt : '',
        actor.account.name,
        verb,
        object.id,
        timestamp,
      ].join(' '),
    ),
    actor,
    verb: { id: `http://adlnet.gov/expapi/verbs/${verb}`, display: { en: verb } },
    object,
    ...(result === undefined ? {} : { result }),
    context: contextOf(happening, parent, ground),
    timestamp,
  }));
}

function sayings(happening: Happening, ground: CourseGround): readonly Said[] {
  switch (happening.kind) {
    case 'begun':
      return [{ verb: 'initialized', object: labActivity(ground, happening.lab) }];
    case 'checked': {
      const { lab, exercise, passed, checks } = happening;
      const raw = checks.filter((check) => check.passed).length;
      const max = checks.length;
      const score = max === 0 ? {} : { score: { raw, min: 0, max, scaled: raw / max } };
      const object = exerciseActivity(ground, lab, exercise);
      const result = { success: passed, ...score };
      return [{ verb: 'attempted', object, parent: labActivity(ground, lab), result }];
    }
    case 'passed': {
      const { lab, exercise, labDone } = happening;
      const done = { success: true, completion: true };
      const whole = labActivity(ground, lab);
      const object = exerciseActivity(ground, lab, exercise);
      return [
        { verb: 'passed', object, parent: whole, result: done },
        ...(labDone ? [{ verb: 'completed', object: whole, result: done } as const] : []),
      ];
    }
    case 'answered': {
      const { quiz, question, correct } = happening;
      const object = questionActivity(ground, quiz, question);
      const result = { success: correct, response: responseOf(ground, happening) };
      return [{ verb: 'answered', object, parent: quizActivity(ground, quiz), result }];
    }
    case 'earned':
    case 'overridden':
    case 'handRaised':
      return [];
  }
}

function contextOf(happening: Happening, parent: Activity | undefined, ground: CourseGround): object {
  const { cohort } = happening;
  return {
    platform: 'Kindlab',
    ...('attempt' in happening ? { registration: uuidOf(happening.attempt) } : {}),
    contextActivities: {
      ...(parent === undefined ? {} : { parent: [parent] }),
      grouping: [courseActivity(ground), ...(cohort === undefined ? [] : [cohortActivity(ground, cohort)])],
    },
  };
}

/** The same UUID for the same words; stores expect the shape of version 5 for such. */
function uuidOf(words: string): string {
  const hex = createHash('sha256').update(`kindlab ${words}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
