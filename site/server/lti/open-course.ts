import { courseId } from '#site/protocol/cohorts.ts';
import { randomId } from '../accounts/random-id.ts';
import type { Account } from '../state/account-rows.ts';
import { deleteCohort, saveCohort, type Cohort } from '../state/cohort-rows.ts';
import { findCourse, insertCourse, type LtiCourse } from '../state/lti-course-rows.ts';
import type { Platform } from '../state/lti-platform-rows.ts';
import type { Database } from '../state/open-database.ts';
import { badLaunch } from './launch-faults.ts';

export interface CoursePlace {
  readonly platform: Platform;
  readonly deployment: string;
  readonly context: {
    readonly id: string;
    readonly title?: string | undefined;
    readonly label?: string | undefined;
  };
}

const days = 180;
const dayMs = 24 * 3_600_000;
const seats = 500;

/**
 * The cohort of a course. Whoever teaches it makes it by their first launch: every lab, for half a year; its rules are
 * changed like any other cohort's. Throws a RequestFault 403 while only learners have come.
 */
export async function openCourse(
  { db, now }: { readonly db: Database; readonly now: () => Date },
  { platform, deployment, context }: CoursePlace,
  teacher: Account | undefined,
): Promise<LtiCourse> {
  const place = { platform: platform.id, deployment, context: context.id };
  const title = (context.title ?? context.label ?? `Course ${context.id}`).trim().slice(0, 100);
  const known = await findCourse(db, place);
  if (known !== undefined) return known;
  if (teacher === undefined) throw badLaunch.notOpened(title);
  const at = now();
  const cohort: Cohort = {
    id: randomId(),
    name: title,
    course: courseId,
    timeZone: 'UTC',
    startsAt: at,
    endsAt: new Date(at.getTime() + days * dayMs),
    seats,
    labs: [],
    leaseMinutes: undefined,
    mostRunning: undefined,
    hints: true,
    trace: true,
    egress: true,
    kubeconfig: false,
    maxAttempts: undefined,
    late: { kind: 'none' },
    createdBy: teacher.id,
    createdAt: at,
  };
  await saveCohort(db, cohort);
  const course = { id: randomId(), ...place, title, cohort: cohort.id, membershipsUrl: undefined };
  if (await insertCourse(db, course)) return course;
  // Two teachers came at the same moment; the other one's cohort is the course's.
  await deleteCohort(db, cohort.id);
  return (await findCourse(db, place)) ?? course;
}
