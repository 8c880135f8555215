import { spawn } from 'node:child_process';
import { mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { ensureEngine, findOnPath } from '#containers/runtime/engine/ensure-engine.ts';
import { aptInstall } from '#containers/runtime/engine/install-engine.ts';
import { ensureBundle } from '#containers/runtime/ensure-bundle.ts';
import { findImageId, removeRefs } from '#containers/runtime/images/engine-images.ts';
import {
  billOfBundle,
  exportBundle,
  importBundle,
  listBundles,
  pushBundle,
  verifyBundle,
} from '#containers/runtime/manage-bundles.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import { registryAnswers } from '#containers/runtime/sources/registry/registry-answers.ts';

const { signal } = new AbortController();
const want = { source: 'packages', vault: 'openbao', signal } as const;
let bundle: RuntimeBundle;
let folder: string;

beforeAll(async () => {
  bundle = await ensureBundle(want);
  folder = await mkdtemp(join(tmpdir(), 'kindlab-bundle-'));
}, 1_800_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a warm start takes well under a second', async () => {
  const startedAt = performance.now();
  expect(await ensureBundle(want)).toEqual(bundle);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test('the engine has every image, and the bundle verifies', async () => {
  const docker = await ensureEngine({ logDir: folder, signal });
  for (const ref of Object.values(bundle.images))
    expect(await findImageId(docker, ref, signal)).toMatch(/^sha256:/);
  expect(await listBundles({ signal })).toContainEqual({ bundle, whole: true });
  expect(
    (await verifyBundle({ signal, recipe: bundle.recipe })).filter((line) => !line.includes('very image')),
  ).toEqual([]);
});

test('its bill of materials names every program and package, each once', async () => {
  const { components } = await billOfBundle({ signal, recipe: bundle.recipe });
  const { kubernetes, externalSecrets, kind, helm, vault } = bundle.versions;
  const purls = components.map(({ purl }) => purl);
  for (const wanted of [
    `pkg:golang/k8s.io/kubernetes@v${kubernetes}`,
    `pkg:golang/sigs.k8s.io/kind@v${kind}`,
    `pkg:golang/helm.sh/helm/v4@v${helm}`,
    `pkg:golang/github.com/openbao/openbao/v2@v${vault}`,
    `pkg:helm/external-secrets@${externalSecrets}`,
  ])
    expect(purls).toContain(wanted);
  for (const name of ['systemd', 'containerd', 'tmux', 'postgresql-15'])
    expect(
      purls.some((purl) => purl.startsWith(`pkg:deb/debian/${name}@`)),
      name,
    ).toBe(true);
  expect(new Set(purls).size).toBe(purls.length);
  expect(components.every(({ version }) => version !== '')).toBe(true);
});

test('the workspace has the tools of the course and runs as the learner', async () => {
  const script =
    'id -un; kubectl version --client; helm version; bao version; vault version; yq --version; jq --version; tmux -V; find / -xdev -perm /6000 -type f 2>/dev/null; true';
  const output = await runCommand(
    ['docker', 'run', '--rm', '--entrypoint', 'bash', bundle.images.workspace, '-lc', script],
    {
      signal,
      timeoutMs: 60_000,
    },
  );
  expect(output).toMatch(
    /^learner\n[^]*v1\.34[^]*v4\.1[^]*OpenBao v2\.7[^]*OpenBao v2\.7[^]*v4\.48[^]*jq-1[^]*tmux 3\.3a$/,
  );
});

test('an exported bundle can be imported into an empty cache, and one flipped bit cannot', async () => {
  const file = join(folder, 'bundle.tar');
  await exportBundle({ signal, file, recipe: bundle.recipe });
  expect((await stat(file)).size).toBeGreaterThan(100_000_000);
  const cacheDir = join(folder, 'imported');
  const imported = await importBundle({ signal, file, cacheDir });
  expect(imported).toMatchObject({ recipe: bundle.recipe, source: 'import', images: bundle.images });
  expect(await ensureBundle({ ...want, cacheDir })).toEqual(imported);
  expect(await runCommand([imported.tools.kind, 'version'], { signal, timeoutMs: 10_000 })).toContain(
    bundle.versions.kind,
  );
  await flipBit(file, 50_000_000);
  await expect(importBundle({ signal, file, cacheDir: join(folder, 'never') })).rejects.toMatchObject({
    code: 'BUNDLE_CORRUPT',
  });
});

test('a pushed set is pulled by digest from a registry, and a stopped registry is said to be unreachable', async () => {
  const docker = await ensureEngine({ logDir: folder, signal });
  const registry = '127.0.0.1:5056/team';
  const cacheDir = join(folder, 'pulled');
  const stop = await startRegistry(5056);
  try {
    const pushed = await pushBundle({ signal, registry, recipe: bundle.recipe });
    expect(pushed.pinned).toMatch(/^127\.0\.0\.1:5056\/team\/kindlab\/set@sha256:[0-9a-f]{64}$/);
    const pulled = await ensureBundle({ ...want, source: 'auto', registry: pushed.pinned, cacheDir });
    expect(pulled).toMatchObject({ recipe: bundle.recipe, source: 'registry' });
    for (const role of ['node', 'vault', 'workspace'] as const) {
      expect(await findImageId(docker, pulled.images[role], signal)).toBe(
        await findImageId(docker, bundle.images[role], signal),
      );
    }
    expect(await runCommand([pulled.tools.kind, 'version'], { signal, timeoutMs: 10_000 })).toContain(
      bundle.versions.kind,
    );
    await removeRefs(docker, [
      ...Object.values(pulled.images),
      pushed.pinned,
      `${registry}/kindlab/set:latest`,
    ]);
  } finally {
    await stop();
  }
  await expect(
    ensureBundle({ ...want, source: 'registry', registry, cacheDir: join(folder, 'other') }),
  ).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
});

async function flipBit(file: string, at: number): Promise<void> {
  await using handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  await handle.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
}

async function startRegistry(port: number): Promise<() => Promise<void>> {
  if ((await findOnPath('docker-registry')) === undefined) await aptInstall(['docker-registry'], { signal });
  const config = join(folder, 'registry.yml');
  const root = join(folder, 'registry');
  await writeFile(
    config,
    `version: 0.1\nstorage: {filesystem: {rootdirectory: ${root}}, delete: {enabled: true}}\nhttp: {addr: "127.0.0.1:${port}"}\n`,
  );
  const server = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  await expect.poll(() => registryAnswers(`127.0.0.1:${port}`, signal), { timeout: 15_000 }).toBe(true);
  return async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
  };
}
