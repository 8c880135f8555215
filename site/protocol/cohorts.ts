/**
 * HTTP messages about cohorts: people who take the course together. For administrators, and for the instructors of the
 * cohort that is meant. Times go in as ISO; without an offset they are meant in the cohort's time zone.
 *
 * GET    /api/cohorts                         → cohortList: all (admin), or those one teaches
 * POST   /api/cohorts                         body newCohort → cohortView (201)
 * GET    /api/cohorts/:id                     → cohortView
 * POST   /api/cohorts/:id                     body cohortChange → cohortView
 * POST   /api/cohorts/:id/clone               body cohortClone → cohortView (201): same rules, no people
 * GET    /api/cohorts/:id/export              → cohortExport: what a deletion would take, and more
 * DELETE /api/cohorts/:id                     body deletion → cohortExport; also kept as a file in the data folder
 * GET    /api/cohorts/:id/members             → memberList
 * GET    /api/cohorts/:id/members/:account/leaving → memberLeaving: what removing them would mean
 * DELETE /api/cohorts/:id/members/:account    → 204
 * POST   /api/cohorts/:id/roster              body roster → rosterReport
 * GET    /api/cohorts/:id/roster.csv          → text/csv of the members
 * POST   /api/cohorts/:id/invites             body cohortInvite → madeInvite
 * GET    /api/cohorts/:id/invites             → inviteList
 * DELETE /api/cohorts/:id/invites/:invite     → 204: nobody gets in with it any more
 * GET    /api/cohorts/:id/audit               → auditList
 */
import { z } from 'zod';
import { lateRule } from './marks.ts';

/** The course that this server ships; a cohort names it, so that it stays clear once there are more. */
export const courseId = 'vault-and-external-secrets';

const time = z.string().min(10).max(40);
const timeZone = z.string().max(60);
const name = z.string().trim().min(1).max(100);

const labRule = z.strictObject({
  lab: z.string().max(60),
  opens: time.optional(),
  closes: time.optional(),
  /** From when on the cohort's late rule counts; absent: from when it closes. */
  due: time.optional(),
  graded: z.boolean().default(false),
});

export const newCohort = z.strictObject({
  name,
  course: z.literal(courseId).default(courseId),
  timeZone,
  starts: time,
  ends: time,
  seats: z.number().int().min(1).max(2000),
  /** None: every lab of the course, for practice. */
  labs: z.array(labRule).max(100).default([]),
  /** How long an environment may live, in place of each lab's own. */
  leaseMinutes: z.number().int().min(5).max(720).optional(),
  /** Labs that a learner may have running at once. */
  mostRunning: z.number().int().min(1).max(20).optional(),
  hints: z.boolean().default(true),
  /** Whether learners may see the live trace of their secrets. */
  trace: z.boolean().default(true),
  /** Whether environments that are made from then on may reach anything beyond the server's machine. */
  egress: z.boolean().default(true),
  /** Whether learners may take a kubeconfig of their cluster along; it holds a key. */
  kubeconfig: z.boolean().default(false),
  /** Attempts per learner and lab. */
  maxAttempts: z.number().int().min(1).max(100).optional(),
  late: lateRule.default({ kind: 'none' }),
});
export type NewCohort = z.output<typeof newCohort>;

/** What is left out stays; `null` takes a limit away. */
export const cohortChange = z.strictObject({
  name: name.optional(),
  timeZone: timeZone.optional(),
  starts: time.optional(),
  ends: time.optional(),
  seats: newCohort.shape.seats.optional(),
  labs: z.array(labRule).max(100).optional(),
  leaseMinutes: newCohort.shape.leaseMinutes.unwrap().nullable().optional(),
  mostRunning: newCohort.shape.mostRunning.unwrap().nullable().optional(),
  hints: z.boolean().optional(),
  trace: z.boolean().optional(),
  egress: z.boolean().optional(),
  kubeconfig: z.boolean().optional(),
  maxAttempts: newCohort.shape.maxAttempts.unwrap().nullable().optional(),
  late: lateRule.optional(),
});
export type CohortChange = z.output<typeof cohortChange>;

/** All times move by as many days, at the same time of the day. */
export const cohortClone = z.strictObject({ name, starts: time });

export const cohortView = z.object({
  id: z.string(),
  name: z.string(),
  course: z.string(),
  timeZone: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  seats: z.number(),
  learners: z.number(),
  labs: z.array(
    z.object({
      lab: z.string(),
      opensAt: z.string().nullable(),
      closesAt: z.string().nullable(),
      dueAt: z.string().nullable(),
      graded: z.boolean(),
    }),
  ),
  leaseMinutes: z.number().nullable(),
  mostRunning: z.number().nullable(),
  hints: z.boolean(),
  trace: z.boolean(),
  egress: z.boolean(),
  kubeconfig: z.boolean(),
  maxAttempts: z.number().nullable(),
  late: lateRule,
});
export type CohortView = z.infer<typeof cohortView>;
export const cohortList = z.object({ cohorts: z.array(cohortView) });

/** The name, typed again: nobody deletes the wrong one by a slip. */
export const deletion = z.strictObject({ name: z.string() });

const member = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(['instructor', 'learner']),
  joinedAt: z.string(),
});
export const memberList = z.object({ members: z.array(member) });

/** What goes on for somebody who is taken out of a cohort. */
export const memberLeaving = z.object({
  member,
  /** Labs of theirs that run in this cohort, and until when; null: the environment is not there yet. */
  running: z.array(z.object({ lab: z.string(), title: z.string(), until: z.string().nullable() })),
  /** Codes of this cohort that would let them in again. */
  goodCodes: z.number(),
});
export type MemberLeaving = z.infer<typeof memberLeaving>;

export const cohortExport = z.object({
  format: z.literal(1),
  exportedAt: z.string(),
  cohort: cohortView,
  /** What a deletion takes away for good. */
  goes: z.object({
    members: z.number(),
    announcements: z.number(),
    unusedCodes: z.number(),
    hands: z.number(),
    overrides: z.number(),
    /** Only the note that they belong to this cohort; the attempts stay their learners'. */
    attemptLinks: z.number(),
    /** Addresses that are told what happens in it, and the log of that. */
    webhooks: z.number(),
    /** What ties it to courses of learning platforms; a launch from there makes another cohort. */
    platformCourses: z.number(),
  }),
  members: z.array(member),
  /** Marks that were set by hand, oldest first; the computed ones follow from the attempts. */
  overrides: z.array(
    z.object({
      learner: z.string(),
      lab: z.string(),
      exercise: z.string(),
      points: z.number().nullable(),
      reason: z.string(),
      by: z.string(),
      at: z.string(),
    }),
  ),
  announcements: z.array(z.object({ at: z.string(), author: z.string(), text: z.string() })),
  webhooks: z.array(z.object({ url: z.string(), events: z.array(z.string()) })),
  platformCourses: z.array(z.object({ title: z.string(), context: z.string() })),
  attempts: z.array(
    z.object({
      id: z.string(),
      learner: z.string(),
      lab: z.string(),
      createdAt: z.string(),
      endedAt: z.string().nullable(),
      exercises: z.array(
        z.object({
          id: z.string(),
          state: z.string(),
          points: z.number(),
          firstPassedAt: z.string().nullable(),
          hintsShown: z.number(),
        }),
      ),
    }),
  ),
});
export type CohortExport = z.infer<typeof cohortExport>;

export const roster = z.strictObject({
  /** With a first line that names the columns `email` and `name`. */
  csv: z.string().max(60_000),
  dryRun: z.boolean(),
  days: z.number().int().min(1).max(90).default(14),
});

export const rosterReport = z.object({
  dryRun: z.boolean(),
  seatsLeft: z.number(),
  rows: z.array(
    z.object({
      line: z.number(),
      email: z.string(),
      name: z.string(),
      /** invited: gets a code · enrolled: has an account, and is in now · member: was in · repeated, bad: see `why` */
      result: z.enum(['invited', 'enrolled', 'member', 'repeated', 'bad']),
      why: z.string().optional(),
      /** Shown this once, and not by a dry run. */
      code: z.string().optional(),
      link: z.string().optional(),
    }),
  ),
});
export type RosterReport = z.infer<typeof rosterReport>;

export const cohortInvite = z.strictObject({
  role: z.enum(['instructor', 'learner']).default('learner'),
  uses: z.number().int().min(1).max(500).default(1),
  days: z.number().int().min(1).max(90).default(14),
});
