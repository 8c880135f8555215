import { copyFile, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { packLayer, writeImageArchive } from '#containers/runtime/sources/packages/parts/container-layer.ts';
import { versions } from '#containers/runtime/sources/packages/versions.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

/**
 * `images.tar` with `openbao/openbao` of the bundle's version, for labs whose learners run a Vault of their own in the
 * cluster. Like the official image it has `bao` on its path; it has no shell.
 */
export function openbaoImage(parts: {
  readonly openbao: PipelineStep;
  readonly certificates: PipelineStep;
}): PipelineStep {
  return {
    id: 'openbao-image',
    title: 'Pack the OpenBao image for clusters',
    expectedMs: 8_000,
    needs: [parts.openbao, parts.certificates],
    inputs: { version: versions.openbao, format: 1 },
    files: [import.meta.filename],
    async run({ out, scratch, signal, resultOf }) {
      const folder = join(scratch, 'root');
      await rm(folder, { recursive: true, force: true });
      for (const part of ['usr/local/bin', 'etc/ssl/certs', 'tmp'])
        await mkdir(join(folder, part), { recursive: true });
      await copyFile(join(resultOf(parts.openbao), 'bao'), join(folder, 'usr/local/bin/bao'));
      await symlink('bao', join(folder, 'usr/local/bin/vault'));
      const certificates = 'ca-certificates.crt';
      await copyFile(
        join(resultOf(parts.certificates), certificates),
        join(folder, 'etc/ssl/certs', certificates),
      );
      const layer = await packLayer(folder, out, signal);
      const config = {
        Env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'HOME=/tmp'],
        Entrypoint: ['bao'],
        Cmd: ['server', '-config=/openbao/config'],
        WorkingDir: '/',
        ExposedPorts: { '8200/tcp': {} },
      };
      const ref = `docker.io/openbao/openbao:${versions.openbao}`;
      await writeImageArchive([{ refs: [ref], layer, config }], out);
      await rm(join(out, layer.file));
    },
  };
}
