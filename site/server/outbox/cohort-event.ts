import type { CohortEvent, CohortEventKind } from '#site/protocol/cohort-webhooks.ts';
import type { LabHappening } from './happening.ts';

const kinds: Readonly<Record<LabHappening['kind'], CohortEventKind>> = {
  begun: 'lab.begun',
  checked: 'exercise.checked',
  passed: 'exercise.passed',
  earned: 'mark.changed',
  overridden: 'mark.changed',
  handRaised: 'hand.raised',
};

/** What webhooks call it. */
export function kindOf({ kind }: LabHappening): CohortEventKind {
  return kinds[kind];
}

export interface EventGround {
  readonly cohort: string;
  readonly name: string;
  /** What counts for an exercise at this moment. */
  readonly pointsOf: (exercise: string) => Promise<number>;
}

/** What happened, as a webhook is told of it. */
export async function eventOf(
  happening: LabHappening,
  { cohort, name, pointsOf }: EventGround,
): Promise<CohortEvent> {
  const { at, learner, lab } = happening;
  const timestamp = at.toISOString();
  const about = { cohort, learner: { id: learner, name }, lab };
  switch (happening.kind) {
    case 'begun':
      return { type: 'lab.begun', timestamp, data: { ...about, attempt: happening.attempt } };
    case 'checked': {
      const { attempt, exercise, passed, checks } = happening;
      const data = { ...about, attempt, exercise, passed, checks: checks.map((each) => ({ ...each })) };
      return { type: 'exercise.checked', timestamp, data };
    }
    case 'passed': {
      const { attempt, exercise, labDone } = happening;
      return { type: 'exercise.passed', timestamp, data: { ...about, attempt, exercise, labDone } };
    }
    case 'earned':
    case 'overridden': {
      const { exercise } = happening;
      const points = await pointsOf(exercise);
      const byHand = happening.kind === 'overridden' ? { by: happening.by, reason: happening.reason } : null;
      return { type: 'mark.changed', timestamp, data: { ...about, exercise, points, byHand } };
    }
    case 'handRaised': {
      const { attempt, text } = happening;
      return { type: 'hand.raised', timestamp, data: { ...about, attempt, text } };
    }
  }
}
