/**
 * What a learner gets when every lab is done, and what anybody with its number may ask.
 *
 * GET    /api/certificate       → certificateStatus
 * POST   /api/certificate       body certificateName → certificateView (201; 200 when there is one; 409 while labs are open)
 * DELETE /api/certificate       → 204: withdrawn for good; a new one has a new number
 * GET    /api/certificates/:id  → verification; needs nobody to be signed in
 */
import { z } from 'zod';

/** As it is signed, and all that there is to see of it. */
export const certificateView = z.strictObject({
  format: z.literal(1),
  id: z.string(),
  name: z.string(),
  /** Without accounts it is as the learner typed it, and nobody has checked it. */
  nameFrom: z.enum(['account', 'learner']),
  course: z.string(),
  /** ISO time. */
  issuedAt: z.string(),
  /** What every exercise was proven by the checks of, at some time. */
  labs: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      exercises: z.number().int(),
      /** Of these, those whose solution was open in every attempt that proved them, be it before or after. */
      withSolution: z.number().int(),
      points: z.number(),
      of: z.number(),
    }),
  ),
});
export type CertificateView = z.infer<typeof certificateView>;

export const certificateStatus = z.object({
  course: z.string(),
  /** Labs with exercises that were never proven; bonus ones do not count. */
  open: z.array(z.object({ lab: z.string(), title: z.string(), exercises: z.number().int() })),
  /** The name it is made out to; `null`: without accounts nobody knows it, so it is asked. */
  name: z.string().nullable(),
  certificate: certificateView.nullable(),
});
export type CertificateStatus = z.infer<typeof certificateStatus>;

export const certificateName = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{C}+$/u, 'a name has no control characters')
    .optional(),
});

/** `unknown`: this server has issued none with this number, or what it kept is not what it signed. */
export const verification = z.discriminatedUnion('state', [
  z.object({ state: z.literal('valid'), certificate: certificateView }),
  z.object({ state: z.literal('withdrawn'), at: z.string() }),
  z.object({ state: z.literal('unknown') }),
]);
export type Verification = z.infer<typeof verification>;

export const certificateId = z.string().regex(/^[a-z2-9]{20}$/);
