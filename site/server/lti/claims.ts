import { z } from 'zod';

const lti = 'https://purl.imsglobal.org/spec/lti/claim';
const ags = 'https://purl.imsglobal.org/spec/lti-ags';
const nrps = 'https://purl.imsglobal.org/spec/lti-nrps';
const dl = 'https://purl.imsglobal.org/spec/lti-dl/claim';

/** Names that 1EdTech gave to claims, scopes and media types. */
export const claimName = {
  messageType: `${lti}/message_type`,
  version: `${lti}/version`,
  deployment: `${lti}/deployment_id`,
  target: `${lti}/target_link_uri`,
  link: `${lti}/resource_link`,
  context: `${lti}/context`,
  roles: `${lti}/roles`,
  custom: `${lti}/custom`,
  endpoint: `${ags}/claim/endpoint`,
  presentation: `${lti}/launch_presentation`,
  memberships: `${nrps}/claim/namesroleservice`,
  picking: `${dl}/deep_linking_settings`,
  picked: `${dl}/content_items`,
  pickingData: `${dl}/data`,
} as const;

export const scope = {
  score: `${ags}/scope/score`,
  lineItem: `${ags}/scope/lineitem`,
  members: `${nrps}/scope/contextmembership.readonly`,
} as const;

export const mediaType = {
  score: 'application/vnd.ims.lis.v1.score+json',
  lineItem: 'application/vnd.ims.lis.v2.lineitem+json',
  lineItems: 'application/vnd.ims.lis.v2.lineitemcontainer+json',
  members: 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json',
} as const;

const id = z.string().min(1).max(255);
const text = z.string().max(2000);

const base = z.object({
  sub: id,
  nonce: z.string().max(500),
  azp: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]),
  name: text.optional(),
  given_name: text.optional(),
  family_name: text.optional(),
  email: z.email().max(254).optional().catch(undefined),
  [claimName.version]: z.literal('1.3.0'),
  [claimName.deployment]: id,
  [claimName.roles]: z.array(z.string().max(500)).max(100).default([]),
  /** How the platform shows it: in the language of its course, among others. */
  [claimName.presentation]: z
    .object({ locale: z.string().max(40).optional() })
    .optional()
    .catch(undefined),
  [claimName.context]: z.object({ id, title: text.optional(), label: text.optional() }).optional(),
});

const launch = base.extend({
  [claimName.messageType]: z.literal('LtiResourceLinkRequest'),
  [claimName.link]: z.object({ id, title: text.optional() }),
  [claimName.target]: z.string().max(2000).optional(),
  [claimName.custom]: z.record(z.string(), z.unknown()).default({}),
  [claimName.endpoint]: z
    .object({
      scope: z.array(z.string()).default([]),
      lineitem: z.url().optional(),
      lineitems: z.url().optional(),
    })
    .optional(),
  [claimName.memberships]: z.object({ context_memberships_url: z.url() }).optional(),
});

const picking = base.extend({
  [claimName.messageType]: z.literal('LtiDeepLinkingRequest'),
  [claimName.picking]: z.object({
    deep_link_return_url: z.url({ protocol: /^https?$/ }),
    accept_types: z.array(z.string()),
    data: z.string().max(10_000).optional(),
  }),
});

/** What a platform says in a launch, after its signature was checked. */
export const messageClaims = z.discriminatedUnion(claimName.messageType, [launch, picking]);
export type LaunchClaims = z.output<typeof launch>;
export type PickingClaims = z.output<typeof picking>;
export type MessageClaims = LaunchClaims | PickingClaims;

export function isPickingMessage(claims: MessageClaims): claims is PickingClaims {
  return claims[claimName.messageType] === 'LtiDeepLinkingRequest';
}

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

/**
 * Whether somebody teaches the course. What they are elsewhere in the institution counts for nothing: an administrator
 * of a platform is none of this server.
 */
export function teaches(roles: readonly string[]): boolean {
  return roles.some(
    (role) =>
      role === 'Instructor' ||
      role === `${membership}#Instructor` ||
      role.startsWith(`${membership}/Instructor#`),
  );
}

/** What to call somebody of whom a platform may tell little. */
export function nameOf(told: {
  readonly name?: string | undefined;
  readonly given_name?: string | undefined;
  readonly family_name?: string | undefined;
}): string {
  const whole = told.name ?? [told.given_name, told.family_name].filter(Boolean).join(' ');
  const trimmed = whole.trim().slice(0, 100);
  return trimmed === '' ? 'Learner' : trimmed;
}
