export const claim = (name: string): string => `https://purl.imsglobal.org/spec/lti/claim/${name}`;
const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

export const roleOf = {
  teacher: [`${membership}#Instructor`, 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Staff'],
  learner: [`${membership}#Learner`],
};

export interface PlatformUser {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
  readonly roles: readonly string[];
  readonly status?: string;
}

export interface SentScore {
  readonly item: string;
  readonly userId: string;
  readonly scoreGiven: number;
  readonly scoreMaximum: number;
  readonly activityProgress: string;
  readonly gradingProgress: string;
  readonly timestamp: string;
}

export interface ScriptedToken {
  /** In place of what a right token says. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: { readonly alg?: 'none' | 'RS256'; readonly kid?: string };
  /** Another platform's key, under our key's id. */
  readonly foreignKey?: boolean;
  readonly issuedAt?: number;
}

/** A link without a line item only names where one can be made. */
export interface PlatformLink {
  readonly lab?: string;
  readonly lineItem: boolean;
}

/** What a launch of a resource link says beside who comes. */
export function launchClaims(origin: string, tool: string, id: string, link: PlatformLink) {
  const ags = 'https://purl.imsglobal.org/spec/lti-ags';
  return {
    [claim('message_type')]: 'LtiResourceLinkRequest',
    [claim('target_link_uri')]: `${tool}/course/`,
    [claim('resource_link')]: { id, title: `Activity ${id}` },
    ...(link.lab === undefined ? {} : { [claim('custom')]: { lab: link.lab } }),
    [`${ags}/claim/endpoint`]: {
      scope: [`${ags}/scope/lineitem`, `${ags}/scope/score`],
      lineitems: `${origin}/lineitems?course=7`,
      ...(link.lineItem ? { lineitem: `${origin}/lineitems/${id}/lineitem?type=7` } : {}),
    },
    'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': {
      context_memberships_url: `${origin}/members?course=7`,
      service_versions: ['2.0'],
    },
  };
}

/** What a deep linking request says beside who comes. */
export function pickingClaims(origin: string) {
  return {
    [claim('message_type')]: 'LtiDeepLinkingRequest',
    'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings': {
      deep_link_return_url: `${origin}/return`,
      accept_types: ['link', 'ltiResourceLink'],
      accept_presentation_document_targets: ['iframe', 'window'],
      accept_multiple: true,
      data: 'csrf:7b09',
    },
  };
}
