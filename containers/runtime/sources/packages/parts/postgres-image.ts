import { chmod, cp, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { imageRecipe } from '#containers/runtime/images/image-recipe.ts';
import { linkLoader } from '#containers/runtime/sources/packages/parts/link-loader.ts';
import { packLayer, writeImageArchive } from '#containers/runtime/sources/packages/parts/container-layer.ts';
import { extractMatching } from '#containers/runtime/sources/packages/parts/extract-matching.ts';
import { versions } from '#containers/runtime/sources/packages/versions.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

const binaries = `/usr/lib/postgresql/${versions.postgres}/bin`;
const recipe = imageRecipe('postgres');

/** Debian packages of the database that some labs run in the cluster. */
export const postgresPackages = [`postgresql-${versions.postgres}`, 'tzdata'] as const;

/** What the server and its start script use of the root file system; no package manager, no Perl, no JIT compiler. */
const kept = [
  /^(bin|lib|lib64|sbin)$/,
  /^etc\/(ld\.so\.|ssl\/openssl\.cnf|nsswitch\.conf)/,
  /^usr\/(lib|share)\/postgresql\//,
  /^usr\/share\/zoneinfo\//,
  /^usr\/bin\/(bash|dash|sh|cat|chmod|chown|date|dirname|env|id|ls|mkdir|printf|rm|setpriv|sleep|test)$/,
  /^usr\/lib\/[^/]+-linux-gnu\/(?!lib(LLVM|z3|perl|apt))[^/]+\.so[\d.]*$/,
  /^usr\/lib\/locale\//,
];
const dropped = /llvmjit|\/bitcode\/|\/man\//;

/** `images.tar` with `postgres:15`: Debian's PostgreSQL with the settings that the official image takes. */
export function postgresImage(root: PipelineStep): PipelineStep {
  return {
    id: 'postgres-image',
    title: 'Pack the PostgreSQL image',
    expectedMs: 5_000,
    needs: [root],
    inputs: { version: versions.postgres, format: 1 },
    files: [recipe, import.meta.filename],
    async run({ out, scratch, signal, resultOf }) {
      const folder = join(scratch, 'root');
      await rm(folder, { recursive: true, force: true });
      await extractMatching(join(resultOf(root), 'root.tar'), folder, kept, dropped);
      await cp(join(recipe, 'files'), folder, { recursive: true });
      await linkLoader(folder);
      for (const empty of ['tmp', 'run/postgresql', 'var/lib/postgresql', 'docker-entrypoint-initdb.d']) {
        await mkdir(join(folder, empty), { recursive: true });
        // Any user may run the server, as in the official image.
        await chmod(join(folder, empty), 0o1777);
      }
      await symlink('../run', join(folder, 'var/run'));
      const layer = await packLayer(folder, out, signal);
      const path = `${binaries}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
      const config = {
        Env: [`PATH=${path}`, 'LANG=C.UTF-8', 'PGDATA=/var/lib/postgresql/data'],
        Entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
        Cmd: ['postgres'],
        WorkingDir: '/',
        ExposedPorts: { '5432/tcp': {} },
      };
      const ref = `docker.io/library/postgres:${versions.postgres}`;
      await writeImageArchive([{ refs: [ref], layer, config }], out);
      await rm(join(out, layer.file));
    },
  };
}
