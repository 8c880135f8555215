import type { HopDetails } from '#checkers/trace/describe-hop.ts';
import type { Fingerprint } from '#checkers/trace/fingerprint.ts';
import type { Chain, Hop, HopState } from '#checkers/trace/secret-trace.ts';
import type { CheckTarget } from '../checks/check-runner.ts';
import type { DescribeRequest, TraceLook, TraceReader } from '../trace/trace-reader.ts';

export const traceScenes = ['nothing', 'store', 'settling', 'synced', 'rotated', 'failing', 'many'] as const;
export type TraceScene = (typeof traceScenes)[number];

const started = new Date();
const usesSecret = 'as variables';

/** Pictures by command instead of by looking at a cluster: type `lab trace synced` in a fake terminal. */
export class ScriptedTraceReader implements TraceReader {
  readonly #scenes = new Map<string, TraceScene>();
  readonly #watchers = new Map<string, Set<() => void>>();

  set(attempt: string, scene: TraceScene): void {
    this.#scenes.set(attempt, scene);
    for (const tell of this.#watchers.get(attempt) ?? []) tell();
  }

  /** Of every attempt that somebody looks at. */
  setAll(scene: TraceScene): void {
    for (const attempt of this.#watchers.keys()) this.set(attempt, scene);
  }

  /** What somebody typed in a fake terminal. */
  onLine(attempt: string, line: string): void {
    const [command, verb, name] = line.trim().split(/\s+/);
    const scene = traceScenes.find((known) => known === name);
    if (command === 'lab' && verb === 'trace' && scene !== undefined) this.set(attempt, scene);
  }

  look({ attempt }: CheckTarget, fingerprint: Fingerprint): Promise<TraceLook> {
    const scene = this.#scenes.get(attempt) ?? 'nothing';
    return Promise.resolve({ trace: { chains: chainsOf(scene, fingerprint), more: 0 }, secrets: [] });
  }

  describe(_: CheckTarget, { hop }: DescribeRequest): Promise<HopDetails> {
    const keys = hop.hashes.map(({ key, hash }) => `  ${key}: (hidden, hash ${hash})`);
    return Promise.resolve({
      title: hop.name,
      yaml: [`kind: Example`, `metadata:`, `  name: ${hop.name}`, `data:`, ...keys, ''].join('\n'),
      events: [
        {
          type: 'Normal',
          reason: 'Updated',
          message: 'This is the fake provider; its pictures are scripted.',
          count: 2,
          at: started.toISOString(),
        },
      ],
      command: `kubectl -n lab1 describe example ${hop.name}`,
    });
  }

  watch({ attempt }: CheckTarget, onChange: () => void, signal: AbortSignal): Promise<void> {
    const watchers = this.#watchers.get(attempt) ?? new Set();
    this.#watchers.set(attempt, watchers.add(onChange));
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        watchers.delete(onChange);
        if (watchers.size === 0) this.#watchers.delete(attempt);
        resolve();
      });
    });
  }
}

function chainsOf(scene: TraceScene, fingerprint: Fingerprint): readonly Chain[] {
  if (scene === 'nothing') return [];
  const store = hop('store/SecretStore/lab1/vault', 'vault', 'ready', 'Valid');
  if (scene === 'store')
    return [
      {
        id: 'SecretStore/lab1/vault',
        namespace: 'lab1',
        name: 'vault',
        stages: [{ kind: 'store', hops: [store], more: 0 }],
      },
    ];
  const chain = (name: string, path: string): Chain => ({
    id: `lab1/${name}`,
    namespace: 'lab1',
    name,
    stages: [
      { kind: 'vault', hops: [vaultHop(scene, path, fingerprint)], more: 0 },
      { kind: 'store', hops: [store], more: 0 },
      { kind: 'externalSecret', hops: [requestHop(scene, name)], more: 0 },
      { kind: 'secret', hops: [secretHop(scene, name, fingerprint)], more: 0 },
      { kind: 'pod', hops: scene === 'settling' || scene === 'failing' ? [] : [podHop(name)], more: 0 },
    ],
  });
  const first = chain('myapp', 'secret/data/myapp/config');
  return scene === 'many' ? [first, chain('reports', 'secret/data/reports/smtp')] : [first];
}

function vaultHop(scene: TraceScene, path: string, fingerprint: Fingerprint): Hop {
  if (scene === 'failing') return hop(`source/${path}`, path, 'absent', 'no entry is there');
  const version = scene === 'rotated' ? 2 : 1;
  return {
    ...hop(`source/${path}`, path, 'ready', `version ${version}`),
    hashes: hashes(`${path}${version}`, fingerprint),
  };
}

function requestHop(scene: TraceScene, name: string): Hop {
  const id = `externalSecret/lab1/${name}`;
  if (scene === 'settling') return hop(id, name, 'settling', 'nobody has looked at it yet');
  if (scene === 'failing')
    return {
      ...hop(id, name, 'failing', 'SecretSyncedError'),
      error: 'UpdateFailed: error processing spec.data[0] (key: myapp/config), err: Secret does not exist',
    };
  return hop(id, name, 'ready', 'SecretSynced');
}

function secretHop(scene: TraceScene, name: string, fingerprint: Fingerprint): Hop {
  const id = `secret/lab1/${name}`;
  if (scene === 'settling') return hop(id, name, 'settling', 'not written yet');
  if (scene === 'failing') return hop(id, name, 'absent', 'no Secret of this name');
  const path = name === 'myapp' ? 'secret/data/myapp/config' : 'secret/data/reports/smtp';
  const known = { hashes: hashes(`${path}1`, fingerprint) };
  if (scene === 'rotated') return { ...hop(id, name, 'settling', 'not the same as in Vault'), ...known };
  return { ...hop(id, name, 'ready', 'the same as in Vault'), ...known };
}

function podHop(name: string): Hop {
  const pod = `${name}-7c9d6b5f4-x2x9k`;
  return { ...hop(`pod/lab1/${pod}`, pod, 'ready', 'Running'), note: usesSecret };
}

function hop(id: string, name: string, state: HopState, reason: string): Hop {
  return { id, name, state, reason, since: started.toISOString(), hashes: [] };
}

function hashes(seed: string, fingerprint: Fingerprint): Hop['hashes'] {
  return ['api_key', 'database_url'].map((key) => ({ key, hash: fingerprint(seed + key) }));
}
