import { withdrawCertificates } from './certificate-rows.ts';
import { deleteGraderData, readGraderData, type GraderData } from './grader-data.ts';
import type { Database } from './open-database.ts';

/** Everything the database holds of one learner, but the random values of attempts: they are what labs are solved with. */
export interface LearnerData extends GraderData {
  readonly attempts: readonly unknown[];
  readonly exercises: readonly unknown[];
  readonly checks: readonly unknown[];
  readonly quizAnswers: readonly unknown[];
  readonly hands: readonly unknown[];
  readonly certificates: readonly unknown[];
  /** What other systems were told of them. */
  readonly told: readonly unknown[];
}

export async function readLearnerData(db: Database, learner: string): Promise<LearnerData> {
  const attempts = await db
    .selectFrom('attempts')
    .select(['id', 'lab', 'created_at', 'ended_at', 'ready_in_ms', 'failure'])
    .where('learner', '=', learner)
    .orderBy('created_at')
    .execute();
  const exercises = await db
    .selectFrom('exercise_progress')
    .innerJoin('attempts', 'attempts.id', 'exercise_progress.attempt')
    .selectAll('exercise_progress')
    .where('attempts.learner', '=', learner)
    .orderBy('attempts.created_at')
    .execute();
  const checks = await db
    .selectFrom('check_events')
    .innerJoin('attempts', 'attempts.id', 'check_events.attempt')
    .selectAll('check_events')
    .where('attempts.learner', '=', learner)
    .orderBy('check_events.id')
    .execute();
  const quizAnswers = await db
    .selectFrom('quiz_answers')
    .selectAll()
    .where('learner', '=', learner)
    .orderBy('id')
    .execute();
  const hands = await db
    .selectFrom('hands')
    .innerJoin('attempts', 'attempts.id', 'hands.attempt')
    .selectAll('hands')
    .where('attempts.learner', '=', learner)
    .orderBy('raised_at')
    .execute();
  const certificates = await db
    .selectFrom('certificates')
    .select(['id', 'issued_at', 'envelope'])
    .where('learner', '=', learner)
    .execute();
  const told = await db
    .selectFrom('outbox')
    .select(['channel', 'receiver', 'body', 'state', 'created_at'])
    .where('learner', '=', learner)
    .orderBy('number')
    .execute();
  const asGrader = await readGraderData(db, learner);
  return { attempts, exercises, checks, quizAnswers, hands, certificates, told, ...asGrader };
}

/** All of it or nothing: what hangs on attempts goes with them, and a certificate is withdrawn. */
export async function deleteLearnerData(db: Database, learner: string, at: Date): Promise<void> {
  await db.transaction().execute(async (all) => {
    await deleteGraderData(all, learner);
    await all.deleteFrom('attempts').where('learner', '=', learner).execute();
    await all.deleteFrom('outbox').where('learner', '=', learner).execute();
    await all.deleteFrom('quiz_answers').where('learner', '=', learner).execute();
    await withdrawCertificates(all, learner, at);
  });
}
