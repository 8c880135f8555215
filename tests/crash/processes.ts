import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process of this machine, also one in a container, as far as we may see it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** In ticks since the machine was started. */
  readonly startedAt: number;
  readonly command: string;
  readonly folder: string;
  /** Each as `name=value`. */
  readonly variables: readonly string[];
  /** Where it is among the groups of the kernel: the number of its container is part of it. */
  readonly group: string;
}

export async function readProcesses(): Promise<readonly Process[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(numbers.map((pid) => readProcess(pid)));
  return all.filter((each) => each !== undefined);
}

/** `undefined`: it has ended meanwhile. */
export async function readProcess(pid: number): Promise<Process | undefined> {
  const read = (name: string): Promise<string> =>
    readFile(`/proc/${String(pid)}/${name}`, 'utf8').catch(nothing);
  const [stat, command, variables, group, folder] = await Promise.all([
    read('stat'),
    read('cmdline'),
    read('environ'),
    read('cgroup'),
    readlink(`/proc/${String(pid)}/cwd`).catch(nothing),
  ]);
  if (stat === '') return undefined;
  // The name in parentheses may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    parent: Number(fields[1]),
    startedAt: Number(fields[19]),
    command: command.split('\0').join(' ').trim(),
    folder,
    variables: variables.split('\0'),
    group,
  };
}

/** That process, and all that it has started, directly or not. */
export function familyOf(pid: number, all: readonly Process[]): ReadonlySet<number> {
  const family = new Set([pid]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid: child, parent } of all) if (family.has(parent)) family.add(child);
  }
  return family;
}

/** Ended, or not ours to see: nothing is known of it either way. */
function nothing(): string {
  return '';
}
