import { z } from 'zod';
import { checkFault, checkMatch, checkMultiple, checkOrder, checkSingle, checkUnique } from './quiz-rules.ts';

const kinds = ['single', 'multiple', 'order', 'match', 'fill', 'fault'] as const;

/** Text that must not be empty; `what` is shown to the author when it is missing. */
const text = (what: string) =>
  z
    .string({ error: (issue) => wanted(what, issue.input) })
    .trim()
    .min(1, wanted(what, ''));

const listOf = <Item extends z.ZodType>(item: Item, what: string) =>
  z.array(item, { error: (issue) => wanted(`a list of ${what}`, issue.input) });

/** Ids reach the browser, and stored answers refer to them: they are permanent and must not tell the answer. */
const id = z
  .string({ error: (issue) => wanted('an id such as "retain-policy"', issue.input) })
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'wanted lower-case words joined by hyphens, such as "retain-policy"')
  .max(60, 'wanted at most 60 characters')
  .refine((value) => !/(^|-)(right|wrong|correct|incorrect|true|false|answer|distractor)(-|$)/.test(value), {
    error: 'wanted an id that does not tell the answer: learners can see it',
  });

const tries = z.union([z.int().min(1).max(20), z.literal('unlimited')], {
  error: (issue) => wanted('a whole number from 1 to 20, or "unlimited"', issue.input),
});

const explanation = text('an explanation: why this is right, or why it is not');

/** What every question has, whatever its kind. */
const common = {
  id,
  /** Inline Markdown. */
  prompt: text('the question, in one or two sentences'),
  points: z
    .int({ error: (issue) => wanted('a whole number of points', issue.input) })
    .min(1)
    .max(10)
    .default(1),
  /** Overrides the quiz's own `tries`. */
  tries: tries.optional(),
};

const option = z.strictObject({
  id,
  text: text('what the learner can choose'),
  correct: z.boolean({ error: (issue) => wanted('true or false', issue.input) }).default(false),
  explanation,
});
const options = listOf(option, 'options').min(2, 'wanted two options or more');

const single = z.strictObject({ ...common, kind: z.literal('single'), options }).superRefine(checkSingle);
const multiple = z
  .strictObject({ ...common, kind: z.literal('multiple'), options })
  .superRefine(checkMultiple);

/** `steps` are written in the right order. */
const order = z
  .strictObject({
    ...common,
    kind: z.literal('order'),
    steps: listOf(z.strictObject({ id, text: text('one step'), explanation }), 'steps').min(
      3,
      'wanted three steps or more',
    ),
  })
  .superRefine(checkOrder);

/** Each item belongs to one target; a target may have several items or none. */
const match = z
  .strictObject({
    ...common,
    kind: z.literal('match'),
    targets: listOf(z.strictObject({ id, text: text('what items are matched with') }), 'targets').min(
      2,
      'wanted two targets or more',
    ),
    items: listOf(
      z.strictObject({ id, text: text('what is to be matched'), target: id, explanation }),
      'items',
    ).min(2, 'wanted two items or more'),
  })
  .superRefine(checkMatch);

/** Compared after trimming, lower-casing and joining runs of white space. */
const fill = z.strictObject({
  ...common,
  kind: z.literal('fill'),
  accepted: listOf(text('an answer to accept'), 'answers to accept').min(1, 'wanted an answer to accept'),
  explanation,
  /** Wrong answers that deserve their own explanation. */
  mistakes: listOf(
    z.strictObject({ texts: listOf(text('a wrong answer'), 'wrong answers').min(1), explanation }),
    'mistakes',
  ).default([]),
  /** Shown for every other wrong answer; it must not give the answer away. */
  otherwise: text('what to say to any other wrong answer'),
});

const place = z.strictObject({
  /** A piece of exactly one line of `document`. */
  at: text('a piece of exactly one line of the document'),
  explanation,
});

/** A document with a mistake in it; naming any one line of `faults` is right. */
const fault = z
  .strictObject({
    ...common,
    kind: z.literal('fault'),
    language: z.enum(['yaml', 'hcl']).default('yaml'),
    document: z
      .string({ error: (issue) => wanted('the document, as a block starting with |', issue.input) })
      .min(1),
    faults: listOf(place, 'faults').min(1, 'wanted a fault'),
    /** Sound lines that look wrong. */
    lures: listOf(place, 'lures').default([]),
    /** Shown for every other line; it must not give the answer away. */
    otherwise: text('what to say to any other line'),
  })
  .superRefine(checkFault);

export const questionSchema = z.discriminatedUnion('kind', [single, multiple, order, match, fill, fault], {
  // What isn't a mapping comes here too, with a code that Zod's own type for the issue leaves out.
  error: ({ code }: { readonly code: string }) =>
    code === 'invalid_union' ? `wanted kind: one of ${kinds.join(', ')}` : undefined,
});

/** One quiz: `site/quizzes/<id>.yaml`. */
export const quizSchema = z.strictObject({
  format: z.literal(1, { error: (issue) => wanted('format: 1', issue.input) }),
  id,
  title: text('the title shown above the questions'),
  /** How often a question may be answered before its solution is shown. */
  tries: tries.default(3),
  questions: listOf(questionSchema, 'questions')
    .min(1, 'wanted a question')
    .superRefine(checkUnique('question')),
});

export type Quiz = z.infer<typeof quizSchema>;
export type Question = z.infer<typeof questionSchema>;
export type QuestionOf<Kind extends Question['kind']> = Extract<Question, { kind: Kind }>;

function wanted(what: string, input: unknown): string {
  if (input === undefined || input === null) return `wanted ${what}; there is nothing`;
  if (input === '') return `wanted ${what}; it is empty`;
  const saw =
    typeof input === 'object' ? (Array.isArray(input) ? 'a list' : 'a mapping') : JSON.stringify(input);
  return `wanted ${what}; saw ${saw}`;
}
