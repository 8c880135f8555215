import type { JobEnding, JobQueueOptions, Lane } from '../grading/job-queue.ts';
import { countOpenJobs } from '../state/job-rows.ts';
import type { Database } from '../state/open-database.ts';
import type { MetricSet } from './metric-set.ts';

const kinds = ['check', 'grade'] as const;
const openStates = ['queued', 'running'] as const;

/** The same lanes, with how long jobs take that come to their end. */
export function measuredLanes(
  { check, grade }: JobQueueOptions['lanes'],
  metrics: MetricSet,
): JobQueueOptions['lanes'] {
  const measured = (kind: (typeof kinds)[number], { most, run }: Lane): Lane => ({
    most,
    run: async (job, signal) => {
      const end = metrics.jobRun.startTimer({ kind });
      try {
        return await run(job, signal);
      } finally {
        if (!signal.aborted) end();
      }
    },
  });
  return { check: measured('check', check), grade: measured('grade', grade) };
}

/** Counts a job that has ended. */
export function countEnded({ jobsEnded }: MetricSet, { job, state, result }: JobEnding): void {
  jobsEnded.inc({ kind: job.request.kind, state, result: result?.kind ?? 'none' });
}

/** Counts anew what waits and runs. */
export async function countOpen({ jobs }: MetricSet, db: Database): Promise<void> {
  const open = await countOpenJobs(db);
  for (const kind of kinds)
    for (const state of openStates)
      jobs.set({ kind, state }, open.find((row) => row.kind === kind && row.state === state)?.jobs ?? 0);
}
