import { setTimeout as wait } from 'node:timers/promises';
import type { BundleProgress, RuntimeBundle, Step } from '#containers/contract/bundle.ts';
import type { PrepareBundleRequest } from '../runtime/runtime-supervisor.ts';

const plan = [
  { id: 'engine', title: 'Docker engine', share: 0.1, details: ['asking the engine for its version'] },
  {
    id: 'node',
    title: 'Kubernetes node image',
    share: 0.5,
    details: ['compiling kubelet', 'compiling etcd', 'packing'],
  },
  { id: 'eso', title: 'External Secrets Operator', share: 0.25, details: ['compiling', 'packing the chart'] },
  { id: 'workspace', title: 'Workspace image', share: 0.15, details: ['installing tools'] },
] as const;
const tickMs = 200;

/** Plays the preparation of a runtime bundle over `totalMs`, for work on the site. */
export async function playBundle(
  { signal, onProgress }: PrepareBundleRequest,
  totalMs: number,
): Promise<RuntimeBundle> {
  const started = Date.now();
  for (;;) {
    const elapsed = Date.now() - started;
    if (elapsed >= totalMs) break;
    onProgress(progressAt(elapsed, totalMs, started));
    await wait(tickMs, undefined, { signal });
  }
  onProgress({ ...progressAt(totalMs, totalMs, started), state: 'ready' });
  return fakeBundle;
}

function progressAt(elapsed: number, totalMs: number, started: number): BundleProgress {
  let before = 0;
  const steps = plan.map((part): Step => {
    const expectedMs = part.share * totalMs;
    const from = before;
    before += expectedMs;
    const base = { id: part.id, title: part.title, expectedMs };
    const startedAt = new Date(started + from).toISOString();
    if (elapsed < from) return { ...base, state: 'pending' };
    if (elapsed >= before - 0.5) {
      return { ...base, state: 'done', startedAt, endedAt: new Date(started + before).toISOString() };
    }
    const fraction = (elapsed - from) / expectedMs;
    const detail = part.details[Math.floor(fraction * part.details.length)] ?? '';
    return { ...base, state: 'running', startedAt, fraction, detail };
  });
  return { state: 'preparing', source: 'packages', steps, etaMs: Math.max(0, totalMs - elapsed) };
}

const fakeBundle: RuntimeBundle = {
  format: 1,
  recipe: 'fake',
  source: 'packages',
  createdAt: new Date(0).toISOString(),
  versions: {
    kubernetes: '1.34.4',
    externalSecrets: '0.20.4',
    kind: '0.31.0',
    vault: '2.4.4',
    vaultProduct: 'openbao',
    helm: '3.19.0',
  },
  images: { node: 'fake/node', vault: 'fake/vault', workspace: 'fake/workspace' },
  tools: { kind: '/nonexistent/kind' },
};
