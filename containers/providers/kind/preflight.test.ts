import Docker from 'dockerode';
import { expect, test } from 'vitest';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { silentLog, systemClock } from '#containers/providers/surroundings.ts';
import { usualLimits, type KindContext } from './kind-context.ts';
import { preflight } from './preflight.ts';

const bundle: RuntimeBundle = {
  format: 1,
  recipe: '0123456789abcdef',
  source: 'packages',
  createdAt: '2026-01-01T00:00:00Z',
  versions: { kubernetes: '', externalSecrets: '', kind: '', vault: '', vaultProduct: 'openbao', helm: '' },
  images: { node: 'node:1', vault: 'vault:1', workspace: 'workspace:1' },
  tools: { kind: '/nowhere/kind' },
};

/** An engine that answers what it is told to. */
async function obstacles(answers: {
  readonly info: () => Promise<unknown>;
  readonly images?: readonly unknown[];
}): Promise<Readonly<Record<string, string>>> {
  const docker = Object.assign(new Docker({ socketPath: '/nowhere.sock' }), {
    info: answers.info,
    listImages: () => Promise.resolve(answers.images ?? [{}]),
  });
  const context: KindContext = {
    bundle,
    docker,
    clock: systemClock,
    log: silentLog,
    installation: 'test',
    instance: { id: 'test', isAlive: () => Promise.resolve(false) },
    creating: new Set(),
    keptAt: new Map(),
    limits: usualLimits,
    limited: new Set(),
  };
  const found = await preflight(context, AbortSignal.timeout(10_000));
  return Object.fromEntries(found.map(({ code, what, fix }) => [code, `${what} ${fix}`]));
}

const healthy = { NCPU: 2, CgroupVersion: '2', DockerRootDir: '/' };

test.each(['EACCES', 'ECONNREFUSED', 'ENOENT'])(
  'an engine that can not be used (%s) is told with a remedy',
  async (code) => {
    const refused = Object.assign(new Error(`connect ${code} /var/run/docker.sock`), { code });
    const found = await obstacles({ info: () => Promise.reject(refused) });
    expect(found['ENGINE_UNREACHABLE']).toMatch(/whether you may use it: `docker info`/);
  },
);

test('a disk too small says how much is missing', async () => {
  // A file system without any room.
  const found = await obstacles({ info: () => Promise.resolve({ ...healthy, DockerRootDir: '/proc' }) });
  expect(found['DISK_TOO_SMALL']).toMatch(
    /^\/proc has 0\.0 GiB free; .* 4\.0 GiB are missing\. Free some space/,
  );
});

test('a bundle whose images or command are gone is told with the command that mends it', async () => {
  const found = await obstacles({ info: () => Promise.resolve(healthy), images: [] });
  expect(found['BUNDLE_NOT_READY']).toContain('kindlab bundle build');
});
