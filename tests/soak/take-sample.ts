import { readdir, readFile } from 'node:fs/promises';
import type { Footprint } from '#tests/crash/footprint.ts';
import type { RealServer } from '#tests/support/real-server.ts';

export interface Sample {
  readonly minute: number;
  /** Resident memory of the server's process. */
  readonly memoryMiB: number;
  readonly handles: number;
  readonly threads: number;
  /** Containers, networks and volumes of this installation. */
  readonly objects: number;
}

const begun = performance.now();

/** What the server's process and its installation hold right now. */
export async function takeSample(server: RealServer, footprint: Footprint): Promise<Sample> {
  const status = await readFile(`/proc/${server.pid}/status`, 'latin1');
  const number = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);
  return {
    minute: (performance.now() - begun) / 60_000,
    memoryMiB: number('VmRSS') / 1024,
    handles: (await readdir(`/proc/${server.pid}/fd`)).length,
    threads: number('Threads'),
    objects: await footprint.objects(),
  };
}
