import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const creationBuckets = [0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 45, 60, 120, 240];
const checkBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
const jobBuckets = [1, 5, 15, 30, 60, 90, 120, 180, 240, 360, 600, 1200, 2700];
const requestBuckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/**
 * Everything that is counted while it happens; `sampled-gauges.ts` adds what is looked up when somebody asks. Labels
 * hold names of the course and outcomes only: never a learner, an attempt or a value.
 */
export function metricSet(registry = new Registry()) {
  return {
    registry,
    ...attemptMetrics(registry),
    ...environmentMetrics(registry),
    ...useMetrics(registry),
    ...gradingMetrics(registry),
  };
}

export type MetricSet = ReturnType<typeof metricSet>;

function attemptMetrics(registry: Registry) {
  const registers = [registry];
  return {
    attemptsStarted: new Counter({
      name: 'kindlab_attempts_started_total',
      help: 'Attempts that learners began',
      labelNames: ['lab'],
      registers,
    }),
    attemptsEnded: new Counter({
      name: 'kindlab_attempts_ended_total',
      help: 'Attempts that ended',
      labelNames: ['lab'],
      registers,
    }),
    environmentsFailed: new Counter({
      name: 'kindlab_environments_failed_total',
      help: 'Attempts whose environment could not be made or was lost, by fault code',
      labelNames: ['lab', 'code'],
      registers,
    }),
  };
}

function environmentMetrics(registry: Registry) {
  const registers = [registry];
  return {
    environmentReady: new Histogram({
      name: 'kindlab_environment_ready_seconds',
      help: 'From asking for an environment to being able to use it; source pool or created',
      labelNames: ['source'],
      buckets: creationBuckets,
      registers,
    }),
    environmentStep: new Histogram({
      name: 'kindlab_environment_step_seconds',
      help: 'Each step of making an environment',
      labelNames: ['step', 'outcome'],
      buckets: creationBuckets,
      registers,
    }),
    environments: new Gauge({
      name: 'kindlab_environments',
      help: 'Environments that this installation has, as listed last; the pool included',
      labelNames: ['state'],
      registers,
    }),
  };
}

function useMetrics(registry: Registry) {
  const registers = [registry];
  return {
    checkRun: new Histogram({
      name: 'kindlab_check_run_seconds',
      help: 'One run of checks: a live round over a lab, or a full run of an exercise',
      labelNames: ['lab', 'mode'],
      buckets: checkBuckets,
      registers,
    }),
    checkVerdicts: new Counter({
      name: 'kindlab_check_verdicts_total',
      help: 'Outcomes of checks; broken ones are our fault',
      labelNames: ['lab', 'exercise', 'mode', 'outcome'],
      registers,
    }),
    checkRunsFailed: new Counter({
      name: 'kindlab_check_runs_failed_total',
      help: 'Runs of checks that ended without a report',
      labelNames: ['lab', 'mode'],
      registers,
    }),
    terminalBytes: new Counter({
      name: 'kindlab_terminal_bytes_total',
      help: 'Bytes between learners and shells; in was typed, out was printed',
      labelNames: ['direction'],
      registers,
    }),
    shellsOpened: new Counter({
      name: 'kindlab_terminal_lines_opened_total',
      help: 'Lines that were opened to shells in workspaces',
      registers,
    }),
    request: new Histogram({
      name: 'kindlab_http_request_seconds',
      help: 'Requests until the answer began; streams are counted when they begin',
      labelNames: ['method', 'route', 'status'],
      buckets: requestBuckets,
      registers,
    }),
  };
}

function gradingMetrics(registry: Registry) {
  const registers = [registry];
  return {
    jobs: new Gauge({
      name: 'kindlab_grading_jobs',
      help: 'Jobs of graders that wait and run, by kind: submissions to grade, attempts to check',
      labelNames: ['kind', 'state'],
      registers,
    }),
    jobsEnded: new Counter({
      name: 'kindlab_grading_jobs_ended_total',
      help: 'Jobs of graders that ended, by state and by what they came to; the result broken is our fault',
      labelNames: ['kind', 'state', 'result'],
      registers,
    }),
    jobRun: new Histogram({
      name: 'kindlab_grading_job_seconds',
      help: 'From the beginning of a job to its end, waiting left out; what was cancelled is not counted',
      labelNames: ['kind'],
      buckets: jobBuckets,
      registers,
    }),
    webhookTries: new Counter({
      name: 'kindlab_webhook_tries_total',
      help: 'Messages to webhooks: taken, not taken and tried again, or given up with this try',
      labelNames: ['outcome'],
      registers,
    }),
  };
}
