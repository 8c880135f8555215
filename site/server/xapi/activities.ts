import type { Catalog } from '#labs/lab.ts';
import type { Question, Quiz } from '#site/quizzes/quiz-schema.ts';

/** What a course is made of, and where it is served. */
export interface CourseGround {
  readonly catalog: Catalog;
  readonly quizzes: readonly Quiz[];
  readonly origin: string;
}

export interface Activity {
  readonly objectType: 'Activity';
  readonly id: string;
  readonly definition: {
    readonly name: Readonly<Record<'en', string>>;
    readonly type: string;
    readonly interactionType?: string;
  };
}

/** The activity types that ADL publishes, which cmi5 uses too. */
const types = 'http://adlnet.gov/expapi/activities';

export function courseActivity({ origin }: CourseGround): Activity {
  return activity(`${origin}/course/`, 'Vault & External Secrets', 'course');
}

/** A cohort is told apart by its address; what it is called stays here. */
export function cohortActivity({ origin }: CourseGround, cohort: string): Activity {
  return activity(`${origin}/cohorts/?cohort=${cohort}`, 'Cohort', 'course');
}

export function labActivity({ catalog, origin }: CourseGround, lab: string): Activity {
  return activity(`${origin}/labs/${lab}/`, titleOf(catalog.labs, lab), 'module');
}

export function exerciseActivity(ground: CourseGround, lab: string, exercise: string): Activity {
  const exercises = ground.catalog.labs.find(({ id }) => id === lab)?.exercises ?? [];
  return activity(`${ground.origin}/labs/${lab}/#${exercise}`, titleOf(exercises, exercise), 'assessment');
}

export function quizActivity({ quizzes, origin }: CourseGround, quiz: string): Activity {
  return activity(`${origin}/api/quizzes/${quiz}`, titleOf(quizzes, quiz), 'assessment');
}

export function questionActivity(ground: CourseGround, quiz: string, question: string): Activity {
  const found = findQuestion(ground, quiz, question);
  const { id } = quizActivity(ground, quiz);
  const asked = activity(`${id}#${question}`, found?.prompt ?? question, 'cmi.interaction');
  const interactionType = found === undefined ? 'other' : interactions[found.kind].type;
  return { ...asked, definition: { ...asked.definition, interactionType } };
}

/** An answer in the form that xAPI has for this type of interaction. */
export function responseOf(
  ground: CourseGround,
  asked: { readonly quiz: string; readonly question: string; readonly given: readonly string[] },
): string {
  const found = findQuestion(ground, asked.quiz, asked.question);
  const write = found === undefined ? join : interactions[found.kind].write;
  return write(asked.given);
}

const join = (given: readonly string[]): string => given.join('[,]');

const interactions: Readonly<
  Record<Question['kind'], { readonly type: string; readonly write: (given: readonly string[]) => string }>
> = {
  single: { type: 'choice', write: join },
  multiple: { type: 'choice', write: join },
  order: { type: 'sequencing', write: join },
  match: { type: 'matching', write: (given) => join(given.map((pair) => pair.replace('=', '[.]'))) },
  fill: { type: 'fill-in', write: join },
  fault: { type: 'other', write: join },
};

function findQuestion({ quizzes }: CourseGround, quiz: string, question: string): Question | undefined {
  return quizzes.find(({ id }) => id === quiz)?.questions.find(({ id }) => id === question);
}

function titleOf(known: readonly { readonly id: string; readonly title: string }[], id: string): string {
  return known.find((each) => each.id === id)?.title ?? id;
}

function activity(id: string, name: string, type: string): Activity {
  return { objectType: 'Activity', id, definition: { name: { en: name }, type: `${types}/${type}` } };
}
