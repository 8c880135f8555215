import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Which process made something, and whether a process named so still lives. */
export interface Instance {
  readonly id: string;
  isAlive(id: string): Promise<boolean>;
}

/** Reads a file below /proc. */
type Read = (file: string) => Promise<string>;

function readProc(file: string): Promise<string> {
  return readFile(`/proc/${file}`, 'utf8');
}

/**
 * Names this process so that it is told from every other one, also from a later one with the same number:
 * `<boot>-<pid>-<start>-<random>`. Where there is no /proc, only the number is compared. Where the machine does not let us
 * see a process, one with its number counts as the same: nothing is taken from somebody who may be alive.
 */
export async function thisInstance(pid = process.pid, read: Read = readProc): Promise<Instance> {
  const id = `${await identify(pid, read)}-${randomBytes(4).toString('hex')}`;
  return {
    id,
    isAlive: async (other) => {
      const match = /^(.+)-(\d+)-([^-]*)-[^-]*$/.exec(other);
      if (match === null) return false;
      const [, boot, number, start] = match;
      const found = Number(number);
      if (boot === noBoot) return isRunning(found);
      const present = await bootOf(read);
      // Nobody survives a restart of the machine; whether there was one may not be ours to know.
      if (present !== noBoot && present !== boot) return false;
      const begun = await startOf(found, read);
      return begun === unseen ? isRunning(found) : begun === start;
    },
  };
}

const noBoot = 'any';
const gone = 'gone';
const unseen = 'unseen';

/** Same boot, same number and same start time: the same process. A dead one is given a start that none can have. */
async function identify(pid: number, read: Read): Promise<string> {
  const boot = await bootOf(read);
  const start = boot === noBoot ? (isRunning(pid) ? 'runs' : gone) : await startOf(pid, read);
  return `${boot}-${String(pid)}-${start}`;
}

async function bootOf(read: Read): Promise<string> {
  const boot = await readIfThere(read, 'sys/kernel/random/boot_id');
  return typeof boot === 'string' ? boot.slice(0, 8) : noBoot;
}

async function startOf(pid: number, read: Read): Promise<string> {
  const stat = await readIfThere(read, `${String(pid)}/stat`);
  // Under `hidepid` others' processes look as if they were not there.
  if (stat === undefined) return isRunning(pid) ? unseen : gone;
  if (stat === refused) return unseen;
  // The name in parentheses may itself hold spaces and parentheses; the start time is the 20th field after it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? gone;
}

const refused = Symbol('refused');
const absent: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ESRCH']);
const denied: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM']);

/** `undefined`: there is no such file. Anything else that can't be read is no answer, and no absence. */
async function readIfThere(read: Read, file: string): Promise<string | typeof refused | undefined> {
  try {
    return await read(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (absent.has(code)) return undefined;
    if (denied.has(code)) return refused;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
