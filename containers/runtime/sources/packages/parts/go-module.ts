import { z } from 'zod';
import pRetry from 'p-retry';
import { Fault } from '#containers/contract/fault.ts';
import type { GoToolchain } from '#containers/runtime/sources/packages/parts/go-toolchain.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';

export interface ModulePin {
  readonly path: string;
  readonly version: string;
  readonly sum: string;
}

const download = z.object({ Dir: z.string(), Sum: z.string() });

/** Folder of one Go module in the module cache. Fault BUNDLE_CORRUPT when it is not the pinned content. */
export async function goModule(go: GoToolchain, pin: ModulePin, signal: AbortSignal): Promise<string> {
  const argv = [go.command, 'mod', 'download', '-json', `${pin.path}@${pin.version}`];
  const run = () => runCommand(argv, { signal, timeoutMs: 5 * 60_000, env: go.env });
  const answer = download.parse(JSON.parse(await pRetry(run, { retries: 3, signal })));
  if (answer.Sum === pin.sum) return answer.Dir;
  throw new Fault({
    code: 'BUNDLE_CORRUPT',
    message: `The Go module ${pin.path} ${pin.version} has the checksum ${answer.Sum}, not ${pin.sum}.`,
    hint: 'The module was changed at its proxy. Do not use it; report it.',
  });
}
