import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Which process made something, and whether a process named so still lives. */
export interface Instance {
  readonly id: string;
  isAlive(id: string): Promise<boolean>;
}

/**
 * Names this process so that it is told from every other one, also from a later one with the same number:
 * `<boot>-<pid>-<start>-<random>`. Where there is no /proc, only the number is compared.
 */
export async function thisInstance(pid = process.pid, proc = '/proc'): Promise<Instance> {
  const id = `${await identify(pid, proc)}-${randomBytes(4).toString('hex')}`;
  return {
    id,
    isAlive: async (other) => {
      const match = /^(.+-(\d+)-[^-]*)-[^-]*$/.exec(other);
      if (match?.[1] === undefined) return false;
      return (await identify(Number(match[2]), proc)) === match[1];
    },
  };
}

/** Same boot, same number and same start time: the same process. A dead one is given a start that none can have. */
async function identify(pid: number, proc: string): Promise<string> {
  const boot = await readFile(`${proc}/sys/kernel/random/boot_id`, 'utf8').catch(() => undefined);
  if (boot === undefined) return `any-${String(pid)}-${isRunning(pid) ? 'runs' : 'gone'}`;
  const stat = await readFile(`${proc}/${String(pid)}/stat`, 'utf8').catch(() => undefined);
  // The name in parentheses may itself hold spaces and parentheses; the start time is the 20th field after it.
  const start = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return `${boot.slice(0, 8)}-${String(pid)}-${start ?? 'gone'}`;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
