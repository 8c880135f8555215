/**
 * HTTP messages about learning platforms that launch Kindlab by LTI 1.3.
 *
 * GET    /api/lti/platforms             → platformList (admin)
 * POST   /api/lti/platforms             body newPlatform → platformView (201, admin)
 * DELETE /api/lti/platforms/:id         → 204 (admin)
 * GET    /api/cohorts/:id/lti           → cohortLti: what it is on which platform, and what was sent there
 * POST   /api/cohorts/:id/lti/members   body memberSync → ltiMembers
 *
 * What browsers of learners are sent to is in site/server/lti/addresses.ts.
 */
import { z } from 'zod';

const name = z.string().trim().min(1).max(100);
const shortText = z.string().trim().min(1).max(255);
const address = z.url({ protocol: /^https?$/ }).max(500);

export const newPlatform = z.strictObject({
  name,
  issuer: shortText,
  clientId: shortText,
  /** Its OpenID Connect authentication request address. */
  loginUrl: address,
  tokenUrl: address,
  /** Its public keys, as a JWK set. */
  keysUrl: address,
  deployments: z.array(shortText).min(1).max(100),
});

const platformView = newPlatform.extend({ id: z.string(), createdAt: z.string() });
export type PlatformView = z.infer<typeof platformView>;

/** What the platform has to be told of us. */
const toolView = z.object({ login: z.string(), launch: z.string(), keys: z.string(), pick: z.string() });

export const platformList = z.object({ tool: toolView, platforms: z.array(platformView) });
export const madePlatform = z.object({ tool: toolView, platform: platformView });

const sentScore = z.object({
  learner: z.string(),
  activity: z.string(),
  state: z.enum(['pending', 'delivered', 'failed']),
  createdAt: z.string(),
  tries: z.number().int(),
  /** What became of the last try; null: there was none yet. */
  last: z.string().nullable(),
});

export const cohortLti = z.object({
  courses: z.array(
    z.object({ id: z.string(), title: z.string(), platform: z.string(), tellsMembers: z.boolean() }),
  ),
  /** Newest first. */
  scores: z.array(sentScore),
});
export type CohortLti = z.infer<typeof cohortLti>;

export const memberSync = z.strictObject({ course: z.string().max(40), dryRun: z.boolean().default(true) });

export const ltiMembers = z.object({
  dryRun: z.boolean(),
  platform: z.string(),
  seatsLeft: z.number(),
  rows: z.array(
    z.object({
      name: z.string(),
      email: z.string().nullable(),
      /** added: gets an account; taken: an account that is not linked has the address. */
      result: z.enum(['added', 'enrolled', 'member', 'taken', 'teacher']),
    }),
  ),
});
export type LtiMembers = z.infer<typeof ltiMembers>;
