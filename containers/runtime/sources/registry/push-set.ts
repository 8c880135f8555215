import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import pRetry from 'p-retry';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { imageRoles } from '#containers/runtime/bundle-record.ts';
import { buildImage } from '#containers/runtime/images/engine-images.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import { untilAborted } from '#containers/runtime/pipeline/until-aborted.ts';
import { setLabel, type SetManifest } from '#containers/runtime/sources/registry/set-manifest.ts';

export interface PushRequest {
  readonly bundle: RuntimeBundle;
  /** Host with an optional port and path, e.g. registry.example.org/training. */
  readonly registry: string;
  readonly signal: AbortSignal;
}

export interface PushedSet {
  /** What others set as their registry: follows later pushes. */
  readonly registry: string;
  /** The same, pinned: this set and no other. */
  readonly pinned: string;
  readonly manifest: SetManifest;
}

const pushTimeoutMs = 30 * 60_000;

/** Pushes a bundle's images and a small image that names them by digest and carries the kind command. */
export async function pushSet(docker: Docker, { bundle, registry, signal }: PushRequest): Promise<PushedSet> {
  const root = registry.replace(/\/+$/, '');
  const images: Record<string, string> = {};
  for (const role of imageRoles) {
    const target = `${root}/kindlab/${role}:${bundle.recipe}`;
    images[role] = await push(docker, { from: bundle.images[role], to: target, signal });
  }
  const { node = '', vault = '', workspace = '' } = images;
  const manifest: SetManifest = {
    format: 1,
    bundle: { ...bundle, tools: { kind: 'kind' } },
    images: { node, vault, workspace },
  };
  const local = `kindlab/set:${bundle.recipe}`;
  await buildSetImage(docker, local, { bundle, manifest, signal });
  await push(docker, { from: local, to: `${root}/kindlab/set:${bundle.recipe}`, signal });
  const pinned = await push(docker, { from: local, to: `${root}/kindlab/set:latest`, signal });
  await untilAborted(docker.getImage(local).remove(), signal);
  return { registry: root, pinned, manifest };
}

interface Push {
  readonly from: string;
  readonly to: string;
  readonly signal: AbortSignal;
}

/** Pushes with the docker command, which knows the user's credentials; answers the reference with its digest. */
async function push(docker: Docker, { from, to, signal }: Push): Promise<string> {
  const colon = to.lastIndexOf(':');
  const [repo, tag] = [to.slice(0, colon), to.slice(colon + 1)];
  await untilAborted(docker.getImage(from).tag({ repo, tag }), signal);
  const run = () => runCommand(['docker', 'push', to], { signal, timeoutMs: pushTimeoutMs });
  const output = await pRetry(run, { retries: 2, signal });
  await untilAborted(docker.getImage(to).remove(), signal);
  const digest = /digest: (sha256:[0-9a-f]{64})/.exec(output)?.[1];
  if (digest === undefined) throw new Error(`\`docker push ${to}\` did not name a digest:\n${output}`);
  return `${repo}@${digest}`;
}

interface SetImage {
  readonly bundle: RuntimeBundle;
  readonly manifest: SetManifest;
  readonly signal: AbortSignal;
}

async function buildSetImage(
  docker: Docker,
  ref: string,
  { bundle, manifest, signal }: SetImage,
): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'kindlab-set-'));
  try {
    await mkdir(join(context, 'root'));
    await copyFile(bundle.tools.kind, join(context, 'root/kind'));
    await writeFile(join(context, 'root/set.json'), JSON.stringify(manifest, null, 2));
    const label = JSON.stringify(JSON.stringify(manifest)).replaceAll('$', '\\$');
    await writeFile(
      join(context, 'Dockerfile'),
      `FROM scratch\nCOPY root/ /\nLABEL ${setLabel}=${label}\nCMD ["/kind"]\n`,
    );
    await buildImage(docker, { context, ref, signal });
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}
