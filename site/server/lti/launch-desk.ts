import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { hashToken, randomToken } from '../accounts/random-id.ts';
import type { RequestFault } from '../fault-to-response.ts';
import { listPlatformsOf, findPlatform, type Platform } from '../state/lti-platform-rows.ts';
import type { Database } from '../state/open-database.ts';
import { claimName, messageClaims, type MessageClaims } from './claims.ts';
import { badLaunch } from './launch-faults.ts';

/** A launch under way: secrets that stay here while the browser is at the platform. */
interface Flow {
  readonly platform: string;
  readonly nonce: string;
  /** Of what only the browser that began it has. */
  readonly holderHash: string;
  readonly expiresMs: number;
}

/** What a platform vouches for. */
export interface Message {
  readonly platform: Platform;
  readonly claims: MessageClaims;
}

export interface BegunLaunch {
  readonly url: URL;
  readonly state: string;
  /** For the browser to keep, and to show when it comes back. */
  readonly holder: string;
}

const flowMs = 10 * 60_000;
const mostFlows = 5000;
const answerMs = 10_000;
const toleranceSeconds = 60;
const longestAge = '1h';

const id = z.string().min(1).max(500);
const hint = z.string().min(1).max(20_000);

/** How a platform begins a launch: OpenID Connect, begun by a third party. */
export const loginRequest = z.object({
  iss: id,
  login_hint: hint,
  target_link_uri: z.string().max(2000).optional(),
  lti_message_hint: hint.optional(),
  client_id: id.optional(),
  lti_deployment_id: id.optional(),
});
export type LoginRequest = z.output<typeof loginRequest>;

/** What the browser brings back. */
export const launchPost = z.object({
  state: z.string().min(1).max(200),
  id_token: z.string().min(1).max(100_000),
});

/** Launches from beginning to a message that can be believed. State and nonce are good once. */
export class LaunchDesk {
  readonly #db: Database;
  readonly #now: () => Date;
  readonly #flows = new Map<string, Flow>();
  readonly #keys = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

  constructor(db: Database, now: () => Date) {
    this.#db = db;
    this.#now = now;
  }

  /** Where to send the browser. Throws a RequestFault for a platform that nobody registered. */
  async begin(asked: LoginRequest, redirectUri: string): Promise<BegunLaunch> {
    const { iss, client_id, login_hint, lti_message_hint } = asked;
    const known = await listPlatformsOf(this.#db, iss);
    const platform =
      client_id === undefined ? known[0] : known.find(({ clientId }) => clientId === client_id);
    if (platform === undefined || (client_id === undefined && known.length > 1))
      throw badLaunch.unknownPlatform(iss, client_id);
    if (asked.lti_deployment_id !== undefined && !platform.deployments.includes(asked.lti_deployment_id))
      throw badLaunch.unknownDeployment(platform, asked.lti_deployment_id);
    const [state, nonce, holder] = [randomToken(), randomToken(), randomToken()];
    this.#sweep();
    const expiresMs = this.#now().getTime() + flowMs;
    this.#flows.set(state, { platform: platform.id, nonce, holderHash: hashToken(holder), expiresMs });
    const url = new URL(platform.loginUrl);
    const query = {
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: platform.clientId,
      redirect_uri: redirectUri,
      login_hint,
      ...(lti_message_hint === undefined ? {} : { lti_message_hint }),
      state,
      nonce,
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return { url, state, holder };
  }

  /** Throws a RequestFault that says what is wrong with the launch. Whatever comes of it, its state is used up. */
  async finish(
    { state, id_token }: z.output<typeof launchPost>,
    holder: string | undefined,
  ): Promise<Message> {
    const flow = this.#flows.get(state);
    // Only the browser that began a launch can use it up.
    if (flow !== undefined && holder === undefined) throw badLaunch.noCookie();
    this.#flows.delete(state);
    if (flow === undefined || flow.expiresMs < this.#now().getTime()) throw badLaunch.notBegun();
    if (hashToken(holder ?? '') !== flow.holderHash) throw badLaunch.noCookie();
    const platform = await findPlatform(this.#db, flow.platform);
    if (platform === undefined) throw badLaunch.notBegun();
    const claims = await this.#verify(id_token, platform);
    if (claims.nonce !== flow.nonce) throw badLaunch.replayed();
    const deployment = claims[claimName.deployment];
    if (!platform.deployments.includes(deployment)) throw badLaunch.unknownDeployment(platform, deployment);
    return { platform, claims };
  }

  async #verify(token: string, platform: Platform): Promise<MessageClaims> {
    const { issuer, clientId } = platform;
    let payload: unknown;
    try {
      const verified = await jwtVerify(token, this.#keysOf(platform), {
        issuer,
        audience: clientId,
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'iat', 'nonce', 'sub'],
        maxTokenAge: longestAge,
        clockTolerance: toleranceSeconds,
        currentDate: this.#now(),
      });
      ({ payload } = verified);
    } catch (error) {
      throw toFault(error, platform);
    }
    const parsed = messageClaims.safeParse(payload);
    if (!parsed.success) throw badLaunch.notUnderstood(parsed.error.issues[0]);
    const { aud, azp } = parsed.data;
    if (Array.isArray(aud) && aud.length > 1 && azp !== clientId) throw badLaunch.notForUs(platform);
    return parsed.data;
  }

  /** Fetched when a key is asked for that is not known, and not more often than every half a minute. */
  #keysOf({ keysUrl }: Platform): ReturnType<typeof createRemoteJWKSet> {
    const known =
      this.#keys.get(keysUrl) ?? createRemoteJWKSet(new URL(keysUrl), { timeoutDuration: answerMs });
    this.#keys.set(keysUrl, known);
    return known;
  }

  #sweep(): void {
    const now = this.#now().getTime();
    for (const [state, { expiresMs }] of this.#flows) if (expiresMs < now) this.#flows.delete(state);
    for (const state of this.#flows.keys()) {
      if (this.#flows.size < mostFlows) return;
      this.#flows.delete(state);
    }
  }
}

function toFault(error: unknown, platform: Platform): RequestFault {
  if (error instanceof errors.JWTExpired) return badLaunch.tooOld();
  if (error instanceof errors.JWTClaimValidationFailed && ['aud', 'iss'].includes(error.claim))
    return badLaunch.notForUs(platform);
  if (error instanceof errors.JWTClaimValidationFailed)
    return badLaunch.notUnderstood({ path: [error.claim] });
  if (
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWSSignatureVerificationFailed
  )
    return badLaunch.notSigned(platform, error);
  return badLaunch.noKeys(platform, error);
}
