import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { readAuditExcerpt } from '#labs/grading/evidence/audit-excerpt.ts';
import type { Transcript } from '#labs/grading/evidence/observe.ts';
import { signingKey } from '#labs/grading/evidence/signing-key.ts';
import { signCheckEvidence } from '#labs/grading/evidence/statement.ts';
import { pointsOf, type ExerciseResult } from '#labs/grading/grade-exercise.ts';
import { hideSecrets } from '#labs/grading/hide-secrets.ts';
import { labHash } from '#labs/grading/lab-hash.ts';
import { secretForms } from '#labs/grading/secret-forms.ts';
import { checked } from '#labs/grading/verdict.ts';
import type { Exercise } from '#labs/lab.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import { getExercise, type ExerciseActions } from '../checks/exercise-actions.ts';
import type { GradingJob } from '../state/job-rows.ts';
import type { JobOutcome } from './job-queue.ts';
import type { SubmissionGrader } from './submission-grader.ts';

export interface CheckAttemptOptions {
  readonly book: AttemptBook;
  readonly actions: ExerciseActions;
  readonly now: () => Date;
  /** Says what the attempt's environment is made from. */
  readonly grader: Pick<SubmissionGrader, 'platformOf'>;
  readonly bundle: () => RuntimeBundle;
  /** Of the key that signs evidence. */
  readonly keyFile: string;
}

/** Exercises of a hosted attempt, judged by what judges them on its lab page, one after the other, and signed. */
export async function checkAttempt(
  options: CheckAttemptOptions,
  job: GradingJob,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const { book, now, grader, bundle, keyFile } = options;
  if (job.request.kind !== 'check') throw new Error(`The job ${job.id} is no check.`);
  const attempt = book.getAny(job.request.attempt);
  const { lab, row } = attempt;
  const startedAt = now().toISOString();
  const { exercises, transcript } = await prove(options, { attempt, wanted: job.request.exercises }, signal);
  const points = pointsOf(exercises.flatMap(({ report }) => report.checks));
  const found = { kind: 'checked' as const, ...points, exercises };
  const verdict = hideSecrets(checked, found, secretForms(row.values));
  const record = {
    attempt: { id: attempt.id, learner: row.learner },
    lab: lab.id,
    labHash: await labHash(lab),
    verdict,
    startedAt,
    endedAt: now().toISOString(),
  };
  const about = { platform: await grader.platformOf(bundle()), transcript };
  return { result: verdict, evidence: signCheckEvidence(record, about, await signingKey(keyFile)) };
}

async function prove(
  { actions }: CheckAttemptOptions,
  { attempt, wanted }: { readonly attempt: Attempt; readonly wanted: readonly string[] },
  signal: AbortSignal,
): Promise<{ readonly exercises: readonly ExerciseResult[]; readonly transcript: Transcript }> {
  const exercises: ExerciseResult[] = [];
  const transcripts: Transcript[] = [];
  for (const id of wanted) {
    const exercise = getExercise(attempt, id);
    const run = await actions.prove({ attempt, exercise }, signal);
    exercises.push(resultOf(exercise, run.report));
    if (run.transcript !== undefined) transcripts.push(run.transcript);
  }
  const audit = await readAuditExcerpt(attempt.getEnvironment(), secretForms(attempt.row.values), signal);
  const transcript = {
    audit,
    observed: transcripts.flatMap(({ observed }) => observed),
    written: transcripts.flatMap(({ written }) => written),
  };
  return { exercises, transcript };
}

function resultOf({ title, bonus }: Exercise, report: ExerciseResult['report']): ExerciseResult {
  const incidents = report.checks.flatMap(({ id, outcome }) =>
    outcome.kind === 'broken'
      ? [
          {
            check: id,
            why: `It could not look; the server's log says why under incident ${outcome.incident}.`,
          },
        ]
      : [],
  );
  return { title, bonus, report, incidents };
}
