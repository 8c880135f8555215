import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { KindProvider } from '#containers/providers/kind/kind-provider.ts';
import { silentLog, systemClock } from '#containers/providers/surroundings.ts';
import { ensureBundle } from '#containers/runtime/ensure-bundle.ts';
import { RuntimeView } from './runtime-view.ts';

export interface Runtime {
  readonly provider: KindProvider;
  readonly bundle: RuntimeBundle;
}

/** The provider of one installation, with its bundle prepared first; progress goes to stderr. */
export async function openProvider(dataDir: string, signal: AbortSignal): Promise<KindProvider> {
  return (await openRuntime(dataDir, signal)).provider;
}

/** The same, with the bundle that environments are made from. */
export async function openRuntime(dataDir: string, signal: AbortSignal): Promise<Runtime> {
  const view = new RuntimeView({ isTTY: false, write: (text) => void process.stderr.write(text) });
  const bundle = await ensureBundle({
    source: 'auto',
    vault: 'openbao',
    signal,
    onProgress: (progress) => progress.state !== 'ready' && view.show(progress),
  });
  const provider = await KindProvider.open({ bundle, clock: systemClock, log: silentLog, dataDir });
  return { provider, bundle };
}
