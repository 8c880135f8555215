/**
 * HTTP messages about who is who. Without accounts (`--auth none`) the one local learner is always signed in.
 *
 * GET    /api/session                → sessionView: who asks, and how one can sign in
 * POST   /api/session                body signIn → sessionView; sets the cookie
 * DELETE /api/session                → 204: signs out
 * GET    /api/sessions               → sessionList: where the asker is signed in
 * DELETE /api/sessions               → 204: signs out everywhere else
 * DELETE /api/sessions/:id           → 204
 * POST   /api/password               body passwordChange → 204; signs out everywhere else
 * POST   /api/join/look              body joinLook → joinOffer: what a code is good for
 * POST   /api/join                   body join → sessionView; sets the cookie
 * GET    /api/accounts               → accountList (admin)
 * POST   /api/accounts/:id           body accountChange → accountView (admin)
 * POST   /api/invites                body newInvite → madeInvite (admin)
 * GET    /api/invites                → inviteList
 * DELETE /api/invites/:id            → 204
 * GET    /api/audit?before=  → auditList (admin)
 */
import { z } from 'zod';

export const role = z.enum(['learner', 'grader', 'instructor', 'admin']);
export type Role = z.infer<typeof role>;

const email = z.email('is not an e-mail address').max(254);
const personName = z.string().trim().min(1).max(100);
const password = z.string().max(200);
const code = z.string().trim().min(1).max(100);

export const viewerView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role,
  /** False: signs in at an identity provider only. */
  hasPassword: z.boolean(),
});
export type ViewerView = z.infer<typeof viewerView>;

export const sessionView = z.object({
  auth: z.enum(['none', 'accounts']),
  viewer: viewerView.nullable(),
  /** Identity providers that can be used to sign in: name to show, address to go to. */
  providers: z.array(z.object({ name: z.string(), href: z.string() })),
});
export type SessionView = z.infer<typeof sessionView>;

export const signIn = z.strictObject({ email: z.string().max(254), password });

export const sessionList = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      current: z.boolean(),
      createdAt: z.string(),
      seenAt: z.string(),
      expiresAt: z.string(),
      browser: z.string(),
      address: z.string(),
    }),
  ),
});
export type SessionList = z.infer<typeof sessionList>;

export const passwordChange = z.strictObject({ current: password, next: password });

export const joinLook = z.strictObject({ code });

export const joinOffer = z.object({
  role,
  /** Name of the cohort that it leads into. */
  cohort: z.string().nullable(),
  /** The only address it is good for, if it is for one. */
  email: z.string().nullable(),
  name: z.string().nullable(),
  /** The asker is signed in already and needs no new account. */
  signedIn: z.boolean(),
});
export type JoinOffer = z.infer<typeof joinOffer>;

/** Somebody who is signed in already sends the code alone. */
export const join = z.strictObject({
  code,
  person: z.strictObject({ email, name: personName, password }).optional(),
});

export const accountView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  createdAt: z.string(),
  disabled: z.boolean(),
});
export const accountList = z.object({ accounts: z.array(accountView) });

export const accountChange = z
  .strictObject({ role: role.optional(), disabled: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, 'nothing is to be changed');

export const newInvite = z.strictObject({
  role: role.default('learner'),
  email: email.optional(),
  name: personName.optional(),
  uses: z.number().int().min(1).max(500).default(1),
  days: z.number().int().min(1).max(90).default(14),
});
export type NewInvite = z.output<typeof newInvite>;

/** The code is shown this once: only its hash is kept. */
export const madeInvite = z.object({
  id: z.string(),
  code: z.string(),
  link: z.string(),
  expiresAt: z.string(),
});
export type MadeInvite = z.infer<typeof madeInvite>;

export const inviteList = z.object({
  invites: z.array(
    z.object({
      id: z.string(),
      role,
      cohort: z.string().nullable(),
      email: z.string().nullable(),
      usesLeft: z.number(),
      createdAt: z.string(),
      expiresAt: z.string(),
    }),
  ),
});

export const auditList = z.object({
  events: z.array(
    z.object({
      id: z.number(),
      at: z.string(),
      actor: z.string(),
      actorName: z.string(),
      action: z.string(),
      cohort: z.string().nullable(),
      target: z.string().nullable(),
      allowed: z.boolean(),
      details: z.record(z.string(), z.unknown()),
      address: z.string(),
    }),
  ),
});
