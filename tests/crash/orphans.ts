import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runVariable } from '#containers/providers/bounded-run.ts';
import { lineVariable } from '#containers/providers/tmux-scripts.ts';
import type { RealServer } from '#tests/support/real-server.ts';
import { familyOf, readProcess, readProcesses, type Process } from './processes.ts';

const lookEveryMs = 250;
const shownLetters = 90;

/** What is asked about a server that was started again. */
export interface OrphanQuestion {
  readonly processes: readonly Process[];
  /** The server that lives now. */
  readonly server: Pick<Process, 'pid' | 'startedAt'>;
  readonly dataDir: string;
  readonly tempDir: string;
  /** Numbers of the containers of its installation. */
  readonly containers: readonly string[];
}

/** Processes that a dead server has started: on the machine, by the temporary folder that it gives to all of them, and in its containers. */
export function judgeOrphans(question: OrphanQuestion): readonly Process[] {
  const { processes, server, dataDir, tempDir, containers } = question;
  const family = familyOf(server.pid, processes);
  const isOurs = ({ command, folder, variables }: Process): boolean =>
    variables.includes(`TMPDIR=${tempDir}`) ||
    [dataDir, tempDir].some((place) => command.includes(place) || folder.startsWith(place));
  const groups = new Map(processes.map(({ pid, group }) => [pid, group]));
  const has = ({ variables }: Process, name: string): boolean =>
    variables.some((each) => each.startsWith(`${name}=`));
  // The learner's shell carries the mark of the line that it was begun by, and has to stay: a line's own process came from outside.
  const isRun = (each: Process): boolean =>
    containers.some((id) => each.group.includes(id)) &&
    (has(each, runVariable) || (has(each, lineVariable) && groups.get(each.parent) !== each.group));
  return processes.filter(
    (each) =>
      each.command !== '' &&
      ((isOurs(each) && !family.has(each.pid)) || (isRun(each) && each.startedAt < server.startedAt)),
  );
}

/** Processes and temporary folders of a dead server. */
export class Orphans {
  readonly #server: RealServer;
  readonly #containers: () => Promise<readonly string[]>;

  /** `containers` answers the numbers of those that the installation has now. */
  constructor(server: RealServer, containers: () => Promise<readonly string[]>) {
    this.#server = server;
    this.#containers = containers;
  }

  /** Those that are there now. */
  async processes(): Promise<readonly string[]> {
    const { pid, dataDir, tempDir } = this.#server;
    const server = await readProcess(pid);
    if (server === undefined) throw new Error('the server does not run');
    const containers = await this.#containers();
    const processes = await readProcesses();
    const found = judgeOrphans({ processes, server, dataDir, tempDir, containers });
    return found.map((each) => `process ${String(each.pid)}: ${each.command.slice(0, shownLetters)}`);
  }

  /** Those that are still there when the time is up. */
  async processesAfter(ms: number): Promise<readonly string[]> {
    return lastOf(() => this.processes(), ms);
  }

  /** Temporary files and folders that are still there when the time is up, and older than the server that lives now. */
  async foldersAfter(ms: number): Promise<readonly string[]> {
    const { tempDir, startedAt } = this.#server;
    return lastOf(async () => {
      const found: string[] = [];
      for (const name of await readdir(tempDir)) {
        const { birthtimeMs } = await stat(path.join(tempDir, name));
        if (birthtimeMs < startedAt) found.push(`temporary ${name}`);
      }
      return found;
    }, ms);
  }
}

async function lastOf(look: () => Promise<readonly string[]>, ms: number): Promise<readonly string[]> {
  for (const end = performance.now() + ms; ;) {
    const found = await look();
    if (found.length === 0 || performance.now() > end) return found;
    await delay(lookEveryMs);
  }
}
