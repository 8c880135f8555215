import { buffer } from 'node:stream/consumers';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { z } from 'zod';
import { ask } from '#containers/providers/kind/engine.ts';
import { keepInScript } from '#containers/providers/kind/guard/limit-traffic.ts';
import type { Finding } from './finding.ts';
import { judgeMetadata, judgeTraffic, type Trial } from './judge-engine.ts';

const limitScript = 'tc qdisc add dev lo root tbf rate 1mbit burst 16kb latency 50ms';
const ended = z.tuple([z.object({ StatusCode: z.number() }), z.unknown()]);

export interface TrafficQuestion {
  readonly image: string;
  readonly networkMbit: number;
}

/** Tries what bounds the network of labs. */
export async function examineTraffic(
  docker: Docker,
  { image, networkMbit }: TrafficQuestion,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const attempt = (script: string) => tryOut(docker, { image, script }, signal);
  const limit = networkMbit === 0 ? { exitCode: 0, says: '' } : await attempt(limitScript);
  return [judgeTraffic({ networkMbit, ...limit }), judgeMetadata(await attempt(keepInScript))];
}

/** In a container that has no network but its own, and is gone afterwards. */
async function tryOut(
  docker: Docker,
  { image, script }: { readonly image: string; readonly script: string },
  signal: AbortSignal,
): Promise<Trial> {
  const output = new PassThrough();
  const said = buffer(output);
  const options = {
    Entrypoint: ['sh'],
    Tty: true,
    HostConfig: { NetworkMode: 'none', CapAdd: ['NET_ADMIN'], AutoRemove: true },
  };
  const answer = await ask('try a limit', signal, (): Promise<unknown> =>
    docker.run(image, ['-c', script, 'trial', 'lo'], output, options),
  );
  output.end();
  const [{ StatusCode }] = ended.parse(answer);
  return { exitCode: StatusCode, says: (await said).toString('utf8') };
}
