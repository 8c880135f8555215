import { gzipSync } from 'node:zlib';
import { tarOf, zipOf } from '#labs/grading/submissions/archives.test-support.ts';
import { submissionLimits } from '#labs/grading/submissions/limits.ts';
import type { BadArchive } from './cases.ts';

interface Archive {
  readonly extension: string;
  /** What stays of the extension in the name that results have. */
  readonly kept?: string;
  readonly make: () => Buffer | Promise<Buffer>;
}

const harmless = { path: 'solution/run.sh', content: 'true' };

/** Archives that no submission may be, each wrong in a way of its own. */
export const badArchives: Readonly<Record<BadArchive, Archive>> = {
  climbing: {
    extension: 'tar',
    make: () =>
      tarOf([{ path: 'solution/../../../../etc/cron.d/submission', content: '* * * * * root true' }]),
  },
  link: {
    extension: 'tar.gz',
    make: () =>
      gzipSync(tarOf([harmless, { path: 'solution/shadow', type: 'SymbolicLink', linkpath: '/etc/shadow' }])),
  },
  bomb: {
    extension: 'tar.gz',
    make: () => gzipSync(Buffer.alloc(submissionLimits.unpackedBytes * 16), { level: 9 }),
  },
  'huge-file': {
    extension: 'zip',
    make: () =>
      zipOf([{ path: 'solution/run.sh', content: Buffer.alloc(submissionLimits.fileBytes + 1, '#') }]),
  },
  'cut-off': {
    extension: 'tar.gz',
    make: () => {
      const whole = gzipSync(tarOf([harmless]));
      return whole.subarray(0, whole.length - 20);
    },
  },
  'no-archive': { extension: 'zip', make: () => Buffer.from('My solution is on my other laptop.') },
  'other-kind': { extension: 'pdf', kept: '.pdf', make: () => Buffer.from('%PDF-1.7') },
  'nothing-in-it': { extension: 'tar', make: () => tarOf([{ path: 'README.md', content: 'Done!' }]) },
};
