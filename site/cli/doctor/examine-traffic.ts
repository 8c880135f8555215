import { buffer } from 'node:stream/consumers';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { z } from 'zod';
import { ask } from '#containers/providers/kind/engine.ts';
import type { Finding } from './finding.ts';
import { judgeTraffic } from './judge-engine.ts';

const trial = [
  'tc',
  'qdisc',
  'add',
  'dev',
  'lo',
  'root',
  'tbf',
  'rate',
  '1mbit',
  'burst',
  '16kb',
  'latency',
  '50ms',
];
const ended = z.tuple([z.object({ StatusCode: z.number() }), z.unknown()]);

export interface TrafficQuestion {
  readonly image: string;
  readonly networkMbit: number;
}

/** Tries it in a container that has no network but its own, and is gone afterwards. */
export async function examineTraffic(
  docker: Docker,
  { image, networkMbit }: TrafficQuestion,
  signal: AbortSignal,
): Promise<Finding> {
  if (networkMbit === 0) return judgeTraffic({ networkMbit, exitCode: 0, says: '' });
  const output = new PassThrough();
  const said = buffer(output);
  const options = {
    Entrypoint: trial.slice(0, 1),
    Tty: true,
    HostConfig: { NetworkMode: 'none', CapAdd: ['NET_ADMIN'], AutoRemove: true },
  };
  const answer = await ask('try a limit', signal, (): Promise<unknown> =>
    docker.run(image, trial.slice(1), output, options),
  );
  output.end();
  const [{ StatusCode }] = ended.parse(answer);
  return judgeTraffic({ networkMbit, exitCode: StatusCode, says: (await said).toString('utf8') });
}
