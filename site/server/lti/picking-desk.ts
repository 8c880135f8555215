import type { Catalog, Lab } from '#labs/lab.ts';
import { randomToken } from '../accounts/random-id.ts';
import type { Platform } from '../state/lti-platform-rows.ts';
import { claimName, teaches, type PickingClaims } from './claims.ts';
import type { KeyRing } from './key-ring.ts';
import { badLaunch } from './launch-faults.ts';
import { pointsOf } from './points.ts';

export interface PickingDeskOptions {
  readonly now: () => Date;
  readonly catalog: Catalog;
  readonly keys: KeyRing;
}

interface Picking {
  readonly platform: Platform;
  readonly claims: PickingClaims;
  readonly expiresMs: number;
}

/** What goes back to the platform. */
export interface Picked {
  readonly platform: Platform;
  readonly returnUrl: string;
  readonly jwt: string;
}

const pickingMs = 60 * 60_000;
const mostPickings = 1000;
const answerSeconds = 300;

/** Teachers pick what an activity of theirs links to: a lab, or the whole course. */
export class PickingDesk {
  readonly #options: PickingDeskOptions;
  readonly #pickings = new Map<string, Picking>();

  constructor(options: PickingDeskOptions) {
    this.#options = options;
  }

  /** What is to be shown when the choice is made, once. Throws a RequestFault for learners. */
  begin(platform: Platform, claims: PickingClaims): string {
    if (!teaches(claims[claimName.roles])) throw badLaunch.teachersOnly();
    if (!claims[claimName.picking].accept_types.includes('ltiResourceLink')) throw badLaunch.nothingToPick();
    const now = this.#options.now().getTime();
    for (const [handle, { expiresMs }] of this.#pickings) if (expiresMs < now) this.#pickings.delete(handle);
    for (const handle of this.#pickings.keys()) {
      if (this.#pickings.size < mostPickings) break;
      this.#pickings.delete(handle);
    }
    const handle = randomToken();
    this.#pickings.set(handle, { platform, claims, expiresMs: now + pickingMs });
    return handle;
  }

  /** `choice`: a lab's id; anything else is the whole course. */
  async finish(handle: string, choice: string, origin: string): Promise<Picked> {
    const picking = this.#pickings.get(handle);
    this.#pickings.delete(handle);
    if (picking === undefined || picking.expiresMs < this.#options.now().getTime())
      throw badLaunch.pickedTooLate();
    const { platform, claims } = picking;
    const { deep_link_return_url, data } = claims[claimName.picking];
    const lab = this.#options.catalog.labs.find(({ id }) => id === choice);
    const answer = {
      iss: platform.clientId,
      aud: platform.issuer,
      nonce: randomToken(),
      [claimName.messageType]: 'LtiDeepLinkingResponse',
      [claimName.version]: '1.3.0',
      [claimName.deployment]: claims[claimName.deployment],
      [claimName.picked]: [itemOf(lab, this.#options.catalog, origin)],
      ...(data === undefined ? {} : { [claimName.pickingData]: data }),
    };
    const jwt = await this.#options.keys.sign(answer, answerSeconds);
    return { platform, returnUrl: deep_link_return_url, jwt };
  }
}

function itemOf(lab: Lab | undefined, catalog: Catalog, origin: string) {
  const title = lab?.title ?? 'Vault & External Secrets';
  return {
    type: 'ltiResourceLink',
    title,
    ...(lab === undefined ? {} : { text: lab.story }),
    url: `${origin}${lab === undefined ? '/course/' : `/labs/${lab.id}/`}`,
    custom: lab === undefined ? {} : { lab: lab.id },
    lineItem: {
      label: title,
      scoreMaximum: pointsOf(lab === undefined ? catalog.labs : [lab]),
      resourceId: lab?.id ?? 'course',
    },
  };
}
