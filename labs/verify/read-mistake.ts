import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '#containers/contract/fault.ts';

/** A script that does an exercise wrong on purpose, or fakes it, and what the checker has to say to that. */
export interface Mistake {
  readonly name: string;
  readonly script: string;
  readonly check: string;
  /** `failed`: its `saw` matches. `settling`: its `waitingFor` does, in a single look. `blocked`: what it is blocked by does. */
  readonly outcome: 'blocked' | 'failed' | 'settling';
  readonly pattern: RegExp;
  /** Where it begins: at the exercise's start, or on the solved exercise. */
  readonly from: 'solved' | 'start';
  /** A command that stops what the script has started. */
  readonly undo?: string;
}

/** All of a folder, in order of name. Throws Fault AUTHORING_INVALID for a header that can't be understood. */
export async function readMistakes(folder: string): Promise<readonly Mistake[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sh')).sort();
  return Promise.all(
    files.map(async (file) => readMistake(join(folder, file), await readFile(join(folder, file), 'utf8'))),
  );
}

function readMistake(path: string, script: string): Mistake {
  const header = (name: string): string | undefined =>
    new RegExp(`^# ${name}: (.+)$`, 'm').exec(script)?.[1]?.trim();
  const expected = /^(?<check>[a-z0-9-]+)(?: (?<outcome>settling|blocked))? \/(?<pattern>.+)\/$/.exec(
    header('expect') ?? '',
  )?.groups;
  const from = header('from') ?? 'start';
  const undo = header('undo');
  if (
    expected?.['check'] === undefined ||
    expected['pattern'] === undefined ||
    (from !== 'start' && from !== 'solved')
  ) {
    throw new Fault({
      code: 'AUTHORING_INVALID',
      audience: 'author',
      message: `${path}: the header doesn't say what is expected.`,
      hint: 'Write `# expect: <check id> [settling|blocked] /<regular expression of what it saw>/`, and where needed `# from: solved` and `# undo: <command>`.',
    });
  }
  return {
    name: basename(path, '.sh'),
    script,
    check: expected['check'],
    outcome:
      expected['outcome'] === 'settling' || expected['outcome'] === 'blocked'
        ? expected['outcome']
        : 'failed',
    pattern: new RegExp(expected['pattern']),
    from,
    ...(undo === undefined ? {} : { undo }),
  };
}
