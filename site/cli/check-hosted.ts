import { setTimeout as wait } from 'node:timers/promises';
import { Fault, faultCodes } from '#containers/contract/fault.ts';
import type { ExerciseResult } from '#labs/grading/grade-exercise.ts';
import { job, type Job } from '#site/server/grader-api/messages.ts';
import { GraderClient, type ServerNamed } from './grader-client.ts';

export interface HostedTarget extends ServerNamed {
  /** A running attempt there. */
  readonly attempt: string;
  /** Of which lab it has to be. */
  readonly lab: string;
  /** Absent: every exercise. */
  readonly exercise: string | undefined;
}

const askEveryMs = 1000;
/** The server waits for what settles; this is for its queue, too. */
const longestMs = 3_600_000;
const cancelMs = 10_000;

/** Lets a server check an attempt that it hosts, as its lab page would. Throws a Fault when nothing was judged. */
export async function checkHosted(
  { attempt, lab, exercise, ...named }: HostedTarget,
  signal: AbortSignal,
): Promise<readonly ExerciseResult[]> {
  const client = await GraderClient.open(named);
  const body = { attempt, lab, ...(exercise === undefined ? {} : { exercises: [exercise] }) };
  const taken = await client.ask({ method: 'POST', path: '/checks', body, schema: job }, signal);
  try {
    return resultsOf(await ended(client, taken, signal));
  } catch (error) {
    await cancel(client, taken);
    throw error;
  }
}

async function ended(client: GraderClient, taken: Job, signal: AbortSignal): Promise<Job> {
  const end = performance.now() + longestMs;
  let found = taken;
  while (found.endedAt === null) {
    if (performance.now() > end) throw tooLong();
    await wait(askEveryMs, undefined, { signal });
    found = await client.ask({ path: `/jobs/${taken.id}`, schema: job }, signal);
  }
  return found;
}

function resultsOf({ id, result, failure, state }: Job): readonly ExerciseResult[] {
  if (result?.kind === 'checked') return result.exercises;
  const { detail, hint, code } = failure ?? {
    code: 'PROBE_FAILED',
    detail: `The job ${id} ended without a result (${state}).`,
    hint: 'Run the same command again.',
  };
  throw new Fault({
    code: faultCodes.find((known) => known === code) ?? 'PROBE_FAILED',
    message: detail,
    hint,
  });
}

/** Nobody waits for it any more. What had ended stays as it is, and a server that is gone has nothing to cancel. */
async function cancel(client: GraderClient, { id }: Job): Promise<void> {
  const call = { method: 'POST', path: `/jobs/${id}/cancel`, schema: job } as const;
  await client.ask(call, AbortSignal.timeout(cancelMs)).catch(() => undefined);
}

function tooLong(): Fault {
  return new Fault({
    code: 'TIMEOUT',
    message: 'The server did not come to this check within an hour.',
    hint: 'It may have much to do; try again later.',
  });
}
