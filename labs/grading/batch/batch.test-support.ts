import type { ExerciseResult } from '../grade-exercise.ts';
import type { Verdict } from '../verdict.ts';
import type { BatchOptions, BatchSubmission } from './grade-batch.ts';
import type { Journal } from './journal.ts';
import type { GradeRecord } from './record.ts';

const measure = { lab: 'static-sync', labHash: 'hash-of-lab' };

export function submission(name: string): BatchSubmission {
  const files = [{ path: 'solution/a.sh', content: Buffer.from(name) }];
  const address = `/in/${name}`;
  return { ...measure, name, address, sha256: `hash-of-${name}`, content: { kind: 'files', files } };
}

export function graded(points: number, exercises: readonly ExerciseResult[] = []): Verdict {
  return { kind: 'graded', points, of: 10, bonus: 0, steps: [], notes: [], exercises };
}

export function batchOptions(journal: Journal, more: Partial<BatchOptions>): BatchOptions {
  return {
    jobs: 1,
    retries: 2,
    pauseMs: 1,
    journal,
    grade: () => Promise.resolve(graded(1)),
    signal: AbortSignal.timeout(30_000),
    ...more,
  };
}

export function record(name: string, verdict: Verdict): GradeRecord {
  return {
    format: 1,
    key: `key-of-${name}`,
    name,
    address: `/in/${name}`,
    sha256: 'f00d',
    lab: 'static-sync',
    labHash: 'beef',
    verdict,
    tries: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:05:35.000Z',
  };
}
