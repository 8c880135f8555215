import { dirname, basename } from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';

export interface PreloadRequest {
  /** Node image without images. */
  readonly base: string;
  /** Reference of the node image that results. */
  readonly ref: string;
  /** Archives as `docker save` makes them. */
  readonly archives: readonly string[];
  /**
   * Leave the images as they are, to be unpacked at first use: for a base that holds packed images already, and for
   * images of several layers, which cannot be unpacked while an image is built.
   */
  readonly keepPacked?: true;
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
}

const waitAnswer = z.object({ StatusCode: z.number() });
const importTimeoutMs = 5 * 60_000;

const blobs = '/var/lib/containerd/io.containerd.content.v1.content/blobs/sha256';
/** The unpacked snapshots are what pods run from; the layers they came from would only double the image. */
const dropLayers = `for blob in $(find ${blobs} -type f -size +256k); do ctr -n k8s.io content rm "sha256:$(basename "$blob")"; done`;

const snapshots = '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots';
/**
 * What pods run from. Docker copies the image's /var for every node; elsewhere in the image it is one and the same file
 * for all nodes of a machine, on its disk and in its page cache. The kernel takes an overlay as the lower layer of another.
 */
const shareSnapshots = [
  `for each in ${snapshots}/*/; do shared=/kind/snapshots/$(basename "$each")`,
  'mkdir -p "$shared"; mv "$each/fs" "$shared/fs"; ln -s "$shared/fs" "$each/fs"; done',
].join('; ');

/**
 * Makes a node image whose containerd already holds the images of the archives, unpacked: a new cluster then
 * neither pulls nor unpacks anything. Leaves no container behind.
 */
export async function preloadImages(docker: Docker, request: PreloadRequest): Promise<void> {
  const { signal } = request;
  const container = await docker.createContainer({
    Image: request.base,
    Entrypoint: ['/bin/sh', '-c', importScript(request)],
    Tty: true,
    Labels: { 'dev.kindlab.role': 'bundle-build' },
    HostConfig: {
      Privileged: true,
      NetworkMode: 'none',
      // What lies in these is not committed; mount points under /mnt come and go with it.
      Tmpfs: { '/mnt': '', '/run': '', '/tmp': '' },
      Binds: request.archives.map((file, index) => `${dirname(file)}:/mnt/${index}:ro`),
    },
  });
  try {
    await container.start({ abortSignal: signal });
    const limit = AbortSignal.any([signal, AbortSignal.timeout(importTimeoutMs)]);
    const { StatusCode: exitCode } = waitAnswer.parse(await container.wait({ abortSignal: limit }));
    if (exitCode !== 0) throw await importFault(container, exitCode);
    await commit(docker, container, request);
  } finally {
    await container.remove({ force: true, v: true });
  }
}

function importScript({ archives, keepPacked }: PreloadRequest): string {
  const ctr = 'ctr -n k8s.io';
  const imports = archives.map(
    (file, index) =>
      `${ctr} images import ${keepPacked ? '--no-unpack ' : ''}/mnt/${index}/${basename(file)}`,
  );
  return [
    'set -e',
    'containerd >/tmp/containerd.log 2>&1 & daemon=$!',
    // Bounded: the container as a whole has a deadline too.
    'for try in $(seq 300); do ctr version >/dev/null 2>&1 && break; sleep 0.1; done',
    ...imports,
    ...(keepPacked ? [] : [dropLayers]),
    `${ctr} images ls -q`,
    'kill $daemon; wait $daemon || true',
    // What the daemon had forgotten but not yet deleted when it ended.
    ...(keepPacked ? [] : [`find ${blobs} -type f -size +256k -delete`, shareSnapshots]),
  ].join('\n');
}

async function commit(docker: Docker, container: Docker.Container, request: PreloadRequest): Promise<void> {
  const [repo = '', tag = ''] = request.ref.split(':');
  const base = await docker.getImage(request.base).inspect();
  await container.commit({
    repo,
    tag,
    pause: false,
    abortSignal: request.signal,
    // The settings of the base again: a commit takes those of the container.
    changes: [`ENTRYPOINT ${JSON.stringify(base.Config.Entrypoint)}`, 'CMD []'].join('\n'),
  });
}

async function importFault(container: Docker.Container, exitCode: number): Promise<Fault> {
  const log = await container.logs({ stdout: true, stderr: true, tail: 20 });
  return new Fault({
    code: 'BUNDLE_STEP',
    message: `Loading images into the node image failed (exit code ${exitCode}):\n${log.toString('utf8')}`,
    hint: 'If it speaks of permissions or mounts, this engine does not allow privileged containers, and kind cannot work with it.',
  });
}
