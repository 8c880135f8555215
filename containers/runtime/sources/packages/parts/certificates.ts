import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { extractMatching } from '#containers/runtime/sources/packages/parts/extract-matching.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

/** Debian's list of certificate authorities as `ca-certificates.crt`. */
export function certificates(root: PipelineStep): PipelineStep {
  return {
    id: 'certificates',
    title: 'Take the certificate authorities',
    expectedMs: 1_000,
    needs: [root],
    inputs: { format: 1 },
    files: [],
    async run({ out, resultOf }) {
      await extractMatching(join(resultOf(root), 'root.tar'), out, [
        /^etc\/ssl\/certs\/ca-certificates\.crt$/,
      ]);
      await rename(join(out, 'etc/ssl/certs/ca-certificates.crt'), join(out, 'ca-certificates.crt'));
      await rm(join(out, 'etc'), { recursive: true });
    },
  };
}
