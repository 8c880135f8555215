import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { readBounded } from '../http/read-bounded.ts';
import type { Platform } from '../state/lti-platform-rows.ts';
import { mediaType, scope } from './claims.ts';
import type { KeyRing } from './key-ring.ts';
import { maySpeakTo } from './platform-address.ts';

export interface Score {
  readonly userId: string;
  readonly scoreGiven: number;
  readonly scoreMaximum: number;
  readonly activityProgress: 'Completed' | 'InProgress';
  readonly gradingProgress: 'FullyGraded';
  readonly timestamp: string;
}

const answerMs = 10_000;
const mostBytes = 4 * 1024 * 1024;
const mostPages = 50;
const assertionSeconds = 120;
/** A token is asked for anew so long before its end. */
const earlyMs = 60_000;

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(300),
});
const lineItem = z.object({ id: z.url() });
const member = z.object({
  user_id: z.string().min(1).max(255),
  name: z.string().optional(),
  given_name: z.string().optional(),
  family_name: z.string().optional(),
  email: z.email().max(254).optional().catch(undefined),
  status: z.string().default('Active'),
  roles: z.array(z.string()).default([]),
});
export type PlatformMember = z.output<typeof member>;
const memberPage = z.object({ members: z.array(member) });

interface Ask {
  readonly scope: string;
  readonly url: string;
  readonly init: RequestInit;
  readonly signal: AbortSignal;
}

/** What a platform answered where it did not do what it was asked. */
export class PlatformRefusal extends Fault {
  readonly status: number;

  constructor({ name }: Platform, status: number, what: string) {
    super({
      code: 'PROBE_FAILED',
      message: `${name} answered ${status} when asked for ${what}.`,
      hint: 'Look there whether Kindlab may use its services (grades, names and roles), then try again.',
    });
    this.status = status;
  }
}

/** Speaks to the services of platforms: tokens, scores, line items, members. */
export class PlatformClient {
  readonly #keys: KeyRing;
  readonly #now: () => Date;
  readonly #tokens = new Map<string, { readonly token: string; readonly untilMs: number }>();

  constructor(keys: KeyRing, now: () => Date) {
    this.#keys = keys;
    this.#now = now;
  }

  async sendScore(platform: Platform, item: string, score: Score, signal: AbortSignal): Promise<number> {
    // What a platform put behind the question mark has to stay there.
    const url = new URL(item);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/scores`;
    const init = {
      method: 'POST',
      headers: { 'content-type': mediaType.score },
      body: JSON.stringify(score),
    };
    const answer = await this.#ask(platform, { scope: scope.score, url: url.href, init, signal });
    await answer.body?.cancel();
    return answer.status;
  }

  /** Answers where the scores of what was made go. */
  async makeLineItem(
    platform: Platform,
    items: string,
    item: {
      readonly label: string;
      readonly scoreMaximum: number;
      readonly resourceId: string;
      readonly resourceLinkId: string;
    },
    signal: AbortSignal,
  ): Promise<string> {
    const init = {
      method: 'POST',
      headers: { 'content-type': mediaType.lineItem, accept: mediaType.lineItem },
      body: JSON.stringify(item),
    };
    const answer = await this.#ask(platform, { scope: scope.lineItem, url: items, init, signal });
    return (await this.#read(platform, answer, lineItem, 'a line item')).id;
  }

  /** All pages of them. */
  async listMembers(
    platform: Platform,
    first: string,
    signal: AbortSignal,
  ): Promise<readonly PlatformMember[]> {
    const members: PlatformMember[] = [];
    let url: string | undefined = first;
    for (let page = 0; url !== undefined && page < mostPages; page += 1) {
      const init: RequestInit = { headers: { accept: mediaType.members } };
      const answer: Response = await this.#ask(platform, { scope: scope.members, url, init, signal });
      members.push(...(await this.#read(platform, answer, memberPage, 'its members')).members);
      url = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    return members;
  }

  /** A token that a platform does not take any more is asked for anew, once. */
  async #ask(platform: Platform, { scope: wanted, url, init, signal }: Ask): Promise<Response> {
    if (!maySpeakTo(url, platform)) throw notOverTls(platform);
    const send = async (): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${await this.#token(platform, wanted, signal)}`);
      return fetch(url, { ...init, headers, redirect: 'manual', signal: bounded(signal) });
    };
    const answer = await send();
    if (answer.status !== 401) return answer;
    await answer.body?.cancel();
    this.#tokens.delete(`${platform.id} ${wanted}`);
    return send();
  }

  async #token(platform: Platform, wanted: string, signal: AbortSignal): Promise<string> {
    const key = `${platform.id} ${wanted}`;
    const known = this.#tokens.get(key);
    const now = this.#now().getTime();
    if (known !== undefined && now < known.untilMs) return known.token;
    const { clientId, tokenUrl } = platform;
    const assertion = await this.#keys.sign(
      { iss: clientId, sub: clientId, aud: tokenUrl },
      assertionSeconds,
    );
    const answer = await fetch(tokenUrl, {
      method: 'POST',
      redirect: 'manual',
      signal: bounded(signal),
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
        scope: wanted,
      }),
    });
    const { access_token, expires_in } = await this.#read(platform, answer, tokenAnswer, 'a token');
    this.#tokens.set(key, { token: access_token, untilMs: now + expires_in * 1000 - earlyMs });
    return access_token;
  }

  async #read<T>(platform: Platform, answer: Response, schema: z.ZodType<T>, what: string): Promise<T> {
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new PlatformRefusal(platform, answer.status, what);
    }
    const text = (await readBounded(answer.body, mostBytes, () => notUnderstood(platform, what))).toString(
      'utf8',
    );
    const parsed = z.string().transform(parse).pipe(schema).safeParse(text);
    if (!parsed.success) throw notUnderstood(platform, what);
    return parsed.data;
  }
}

function parse(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('is not JSON');
    return z.NEVER;
  }
}

function bounded(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
}

function notUnderstood({ name }: Platform, what: string): Fault {
  return new Fault({
    code: 'PROBE_FAILED',
    message: `${name} answered something else when asked for ${what}.`,
    hint: 'Look whether its addresses are right: `kindlab lti list`.',
  });
}

function notOverTls({ name }: Platform): Fault {
  return new Fault({
    code: 'NOT_ALLOWED',
    message: `${name} named an address without HTTPS for one of its services; nothing is sent there.`,
    hint: 'Have the platform serve it by HTTPS.',
  });
}
