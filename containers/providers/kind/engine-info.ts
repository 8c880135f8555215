import { z } from 'zod';
import { ask } from './engine.ts';
import type { KindContext } from './kind-context.ts';

const info = z
  .object({ NCPU: z.number(), CgroupVersion: z.string().default('unknown'), DockerRootDir: z.string() })
  .transform(({ NCPU, CgroupVersion, DockerRootDir }) => ({
    cpus: NCPU,
    cgroupVersion: CgroupVersion,
    folder: DockerRootDir,
  }));

/** What the Docker engine says about its machine. */
export async function engineInfo(
  { docker }: KindContext,
  signal: AbortSignal,
): Promise<z.infer<typeof info>> {
  return info.parse(await ask('ask how it is', signal, (): Promise<unknown> => docker.info()));
}
