import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Check } from '#checkers/define-check.ts';
import type { Verdict } from '#checkers/outcome.ts';
import type { Exercise, Lab } from '../lab.ts';

/** One observed fact and what the check's judge makes of it: a golden file that judging is tested from. */
export interface FactFile {
  readonly check: string;
  readonly kind: Verdict['kind'];
  readonly branch?: string;
  /** What the learner reads: `saw`, or what is waited for. */
  readonly says?: string;
  readonly fact: unknown;
}

/** `facts/` lies beside `mistakes/`. */
export function factsFolder(exercise: Exercise): string {
  return join(dirname(exercise.mistakesDir), 'facts');
}

export function toFactFile(check: Check, fact: unknown): FactFile {
  const verdict = check.judge(fact);
  if (verdict.kind === 'holds') return { check: check.id, kind: verdict.kind, fact };
  const says = verdict.kind === 'settling' ? verdict.waitingFor : verdict.saw;
  return { check: check.id, kind: verdict.kind, branch: verdict.branch, says, fact };
}

/** The same lab; each fact that its checks see is written into `facts/`, unless there is one for that branch. */
export function recordingFacts(lab: Lab): Lab {
  const record = (exercise: Exercise, check: Check): Check => ({
    ...check,
    look: async (probes, signal) => {
      const fact = await check.look(probes, signal);
      await writeIfNew(factsFolder(exercise), toFactFile(check, fact));
      return fact;
    },
    judge: (fact) => check.judge(fact),
  });
  const exercises = lab.exercises.map((exercise) => ({
    ...exercise,
    checks: exercise.checks.map((check) => record(exercise, check)),
  }));
  return { ...lab, exercises };
}

async function writeIfNew(folder: string, file: FactFile): Promise<void> {
  await mkdir(folder, { recursive: true });
  const name = `${file.check}.${file.branch ?? 'holds'}.json`;
  if ((await readdir(folder)).includes(name)) return;
  await writeFile(join(folder, name), `${JSON.stringify(file, undefined, 2)}\n`);
}
