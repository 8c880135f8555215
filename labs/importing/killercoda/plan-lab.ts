import { convertPage, type Command } from './convert-page.ts';
import { invalid } from './read-index.ts';
import { foreignSigns, scriptsOf } from './map-scripts.ts';
import type { Note, Scenario, ScenarioStep } from './scenario.ts';

/** A step that is judged, with the text of those before it that are not. */
export interface PlannedExercise {
  readonly id: string;
  readonly title: string;
  /** Sections that only tell something, and stand before it on the page. */
  readonly before: readonly PlannedText[];
  readonly mdx: string;
  readonly verify: string;
  /** Bash that runs when the step is opened. */
  readonly opening: readonly string[];
  /** What a reference solution can be made of; empty: the step has nothing to click. */
  readonly commands: readonly string[];
}

export interface PlannedText {
  readonly title: string;
  readonly mdx: string;
}

export interface PlannedLab {
  readonly intro: string;
  readonly exercises: readonly PlannedExercise[];
  /** What follows the last exercise. */
  readonly after: readonly PlannedText[];
  readonly notes: readonly Note[];
}

/** A part whose text is converted. */
interface ConvertedPart {
  readonly title: string;
  /** For notes: which part this is. */
  readonly where: string;
  readonly mdx: string;
  readonly commands: readonly Command[];
  readonly opening: readonly string[];
  readonly verify?: string;
}

/**
 * Which step becomes what: one with a verify script is an exercise, one without is text before the next. Throws Fault
 * AUTHORING_INVALID for a scenario in which nothing is verified.
 */
export function planLab(
  scenario: Scenario,
  imageUrl: (folder: string, image: string) => string | undefined,
): PlannedLab {
  const notes: Note[] = [...scenario.unmapped, ...notesOnMachine(scenario.imageid)];
  const convert = (part: ScenarioStep, where: string, title: string): ConvertedPart => {
    const page = convertPage(part.text, { imageUrl: (image) => imageUrl(part.textFolder, image) });
    const opening = scriptsOf(part);
    const scripts = [...opening, ...page.commands.map(({ text }) => text), part.verify ?? ''];
    for (const what of [...page.notes, ...scripts.flatMap(foreignSigns)]) notes.push({ where, what });
    const { commands, mdx } = page;
    return {
      title,
      where,
      mdx,
      commands,
      opening,
      ...(part.verify === undefined ? {} : { verify: part.verify }),
    };
  };
  const intro = scenario.intro === undefined ? '' : convert(scenario.intro, 'intro', '').mdx;
  const steps = scenario.steps.map((step, at) => {
    const title = titleOf(step, at);
    return convert(step, `step ${String(at + 1)}, “${title}”`, title);
  });
  const { exercises, left } = groupSteps(steps);
  if (exercises.length === 0)
    throw invalid(
      ['No step has a `verify` script, and a lab needs something to judge.'],
      'Give at least one step a script that ends with 0 when it is done, and name it as `verify` in index.json.',
    );
  notes.push(...steps.flatMap(notesOnStep));
  const after = left.map(({ title, mdx, opening }) => ({ title, mdx: withOpening(mdx, opening) }));
  if (scenario.finish !== undefined) {
    const finish = convert(scenario.finish, 'finish', scenario.finish.title ?? 'Done');
    after.push({ title: finish.title, mdx: finish.mdx });
    if (finish.opening.length > 0)
      notes.push({
        where: 'finish',
        what: 'has scripts, which were left out: nothing runs when a lab is done',
      });
  }
  return { intro, exercises, after, notes: distinct(notes) };
}

/** Exercises, and the steps after the last of them. */
function groupSteps(steps: readonly ConvertedPart[]): {
  readonly exercises: readonly PlannedExercise[];
  readonly left: readonly ConvertedPart[];
} {
  const exercises: PlannedExercise[] = [];
  let left: ConvertedPart[] = [];
  for (const [at, step] of steps.entries()) {
    const group = [...left, step];
    if (step.verify === undefined) {
      left = group;
      continue;
    }
    exercises.push({
      id: freeId(idOf(step.title), at, exercises),
      title: step.title,
      before: left.map(({ title, mdx, opening }) => ({ title, mdx: withOpening(mdx, opening) })),
      mdx: withOpening(step.mdx, step.opening),
      verify: step.verify,
      opening: group.flatMap(({ opening }) => opening),
      commands: group.flatMap(({ commands }) => endingCommands(commands)),
    });
    left = [];
  }
  return { exercises, left };
}

function notesOnStep({ where, opening, verify }: ConvertedPart): readonly Note[] {
  return [
    ...(opening.length === 0
      ? []
      : [
          {
            where,
            what: 'has scripts that ran when it was opened; they stand on the page to be run, and in reset.sh',
          },
        ]),
    ...(verify === undefined
      ? [{ where, what: 'has no verify script: it is text before the next exercise' }]
      : []),
  ];
}

/** A block that the next one stopped would never end in a script. */
function endingCommands(commands: readonly Command[]): readonly string[] {
  return commands.filter((_, at) => commands[at + 1]?.interrupts !== true).map(({ text }) => text);
}

function withOpening(mdx: string, opening: readonly string[]): string {
  const blocks = opening.map((script) => `Run this first:\n\n\`\`\`\`bash run\n${script.trim()}\n\`\`\`\``);
  return [...blocks, mdx].filter((text) => text !== '').join('\n\n');
}

function titleOf({ title = '' }: ScenarioStep, at: number): string {
  const plain = title.replaceAll(/\s+/g, ' ').trim();
  return plain.length < 3 ? `Step ${String(at + 1)}` : plain.slice(0, 60);
}

/** “Create a Pod!” → `create-a-pod`; empty where nothing of it can be in an id. */
export function idOf(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f']/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}

function freeId(wanted: string, at: number, taken: readonly PlannedExercise[]): string {
  const step = `step-${String(at + 1)}`;
  if (wanted === '') return step;
  return taken.some(({ id }) => id === wanted) ? `${wanted}-${step}` : wanted;
}

function notesOnMachine(imageid: string): readonly Note[] {
  const where = 'index.json, backend.imageid';
  if (imageid === 'kubernetes-kubeadm-1node') return [];
  if (/^kubernetes-.*[2-9]nodes$/.test(imageid))
    return [{ where, what: `${imageid} has more nodes than one; here is one` }];
  if (imageid.startsWith('kubernetes')) return [];
  return [
    {
      where,
      what: `${imageid === '' ? 'none is named' : `${imageid} is not here`}: learners get an unprivileged workspace with kubectl in front of one Kubernetes node`,
    },
  ];
}

function distinct(notes: readonly Note[]): readonly Note[] {
  return [...new Map(notes.map((note) => [`${note.where}\n${note.what}`, note])).values()];
}
