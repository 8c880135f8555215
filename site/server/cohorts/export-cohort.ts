import type { CohortExport } from '#site/protocol/cohorts.ts';
import { listAnnouncements } from '../state/announcement-rows.ts';
import { listCohortAttempts, type CohortAttempt } from '../state/attempt-cohort-rows.ts';
import { listCohortWebhooks } from '../state/cohort-webhook-rows.ts';
import { listMembers, type Member } from '../state/cohort-member-rows.ts';
import type { Cohort } from '../state/cohort-rows.ts';
import { listProgressOfAttempt } from '../state/exercise-progress-rows.ts';
import { listInvites } from '../state/invite-rows.ts';
import { listCoursesOf } from '../state/lti-course-rows.ts';
import { countHands } from '../state/hand-rows.ts';
import { listOverrides } from '../state/override-rows.ts';
import type { Database } from '../state/open-database.ts';
import { cohortView } from './plan-cohort.ts';

/** Everything that is known of a cohort, and what of it a deletion would take. */
export async function exportCohort(db: Database, cohort: Cohort, now: Date): Promise<CohortExport> {
  const members = await listMembers(db, cohort.id);
  const announcements = await listAnnouncements(db, cohort.id);
  const invites = await listInvites(db, cohort.id);
  const attempts = await listCohortAttempts(db, cohort.id);
  const overrides = await listOverrides(db, cohort.id);
  const webhooks = await listCohortWebhooks(db, cohort.id);
  const courses = await listCoursesOf(db, cohort.id);
  const exported: CohortExport['attempts'] = [];
  for (const attempt of attempts) exported.push(await exportAttempt(db, attempt));
  return {
    format: 1,
    exportedAt: now.toISOString(),
    cohort: cohortView(cohort, members.filter(({ role }) => role === 'learner').length),
    goes: {
      members: members.length,
      announcements: announcements.length,
      unusedCodes: invites.filter(({ usesLeft }) => usesLeft > 0).length,
      hands: await countHands(db, cohort.id),
      overrides: overrides.length,
      attemptLinks: attempts.length,
      webhooks: webhooks.length,
      platformCourses: courses.length,
    },
    members: members.map(memberView),
    overrides: overrides.map(({ author, at, ...rest }) => ({
      ...rest,
      by: author.name,
      at: at.toISOString(),
    })),
    announcements: announcements.map(({ at, author, text }) => ({ at: at.toISOString(), author, text })),
    webhooks: webhooks.map(({ url, events }) => ({ url, events: [...events] })),
    platformCourses: courses.map(({ title, context }) => ({ title, context })),
    attempts: exported,
  };
}

export function memberView({
  account,
  name,
  email,
  role,
  joinedAt,
}: Member): CohortExport['members'][number] {
  return { id: account, name, email, role, joinedAt: joinedAt.toISOString() };
}

async function exportAttempt(
  db: Database,
  attempt: CohortAttempt,
): Promise<CohortExport['attempts'][number]> {
  const progress = await listProgressOfAttempt(db, attempt.attempt);
  return {
    id: attempt.attempt,
    learner: attempt.learner,
    lab: attempt.lab,
    createdAt: attempt.createdAt.toISOString(),
    endedAt: attempt.endedAt?.toISOString() ?? null,
    exercises: progress.map(({ exercise, state, points, firstPassedAt, hintsShown }) => ({
      id: exercise,
      state,
      points,
      firstPassedAt: firstPassedAt?.toISOString() ?? null,
      hintsShown,
    })),
  };
}
