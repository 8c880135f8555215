import { createHash, randomBytes } from 'node:crypto';
import { Fault } from '#containers/contract/fault.ts';
import type { PreviewTarget } from '#site/protocol/previews.ts';
import type { Attempt } from '../attempts/attempt.ts';

/** What a preview shows. */
export interface Shown {
  readonly attempt: Attempt;
  readonly service: PreviewTarget;
  /** Aborted when nobody may look at it any more. */
  readonly over: AbortSignal;
}

interface Preview {
  readonly attempt: Attempt;
  readonly service: PreviewTarget;
  readonly tickets: Map<string, Pass>;
  readonly sessions: Map<string, Pass>;
}

interface Pass {
  readonly expiresMs: number;
  /** Aborted when whoever it was given to is signed out. */
  readonly gone: AbortSignal | undefined;
}

export interface IssuedPreview {
  /** The first part of its host name. */
  readonly label: string;
  readonly ticket: string;
  readonly expiresAt: Date;
}

const ticketMs = 30_000;
const sessionMs = 4 * 60 * 60_000;
const mostPerAttempt = 10;
const mostPasses = 20;

/** Previews that were opened, each under a name of its own; tickets into them are good once. Only hashes are kept. */
export class PreviewBook {
  readonly #previews = new Map<string, Preview>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The same service of the same attempt keeps its name. Throws Fault QUOTA. */
  open(attempt: Attempt, service: PreviewTarget, gone: AbortSignal | undefined): IssuedPreview {
    const [label, preview] = this.#find(attempt, service) ?? this.#begin(attempt, service);
    const [ticket, expiresMs] = [randomToken(), this.#now() + ticketMs];
    this.#keep(preview.tickets, ticket, { expiresMs, gone });
    return { label, ticket, expiresAt: new Date(expiresMs) };
  }

  /** Takes the ticket out of the world and answers what to put into the cookie; `undefined`: it is worth nothing here. */
  enter(label: string, ticket: string): string | undefined {
    const preview = this.#previews.get(label);
    const key = hash(ticket);
    const pass = preview?.tickets.get(key);
    preview?.tickets.delete(key);
    if (preview === undefined || pass === undefined || this.#isOver(pass)) return undefined;
    const session = randomToken();
    this.#keep(preview.sessions, session, { expiresMs: this.#now() + sessionMs, gone: pass.gone });
    return session;
  }

  /** What the holder of a cookie may look at under this name. */
  find(label: string, session: string): Shown | undefined {
    const preview = this.#previews.get(label);
    const pass = preview?.sessions.get(hash(session));
    if (preview === undefined || pass === undefined || this.#isOver(pass)) return undefined;
    const { attempt, service } = preview;
    const over =
      pass.gone === undefined ? attempt.stop.signal : AbortSignal.any([attempt.stop.signal, pass.gone]);
    return { attempt, service, over };
  }

  #find(attempt: Attempt, service: PreviewTarget): readonly [string, Preview] | undefined {
    return [...this.#previews].find(([, each]) => each.attempt === attempt && same(each.service, service));
  }

  #begin(attempt: Attempt, service: PreviewTarget): readonly [string, Preview] {
    const mine = [...this.#previews.values()].filter((each) => each.attempt === attempt);
    if (mine.length >= mostPerAttempt) throw tooMany();
    // Letters and digits only: it is a part of a host name.
    const label = randomBytes(16).toString('hex');
    const preview = { attempt, service, tickets: new Map<string, Pass>(), sessions: new Map<string, Pass>() };
    this.#previews.set(label, preview);
    attempt.stop.signal.addEventListener('abort', () => this.#previews.delete(label), { once: true });
    return [label, preview];
  }

  #keep(passes: Map<string, Pass>, token: string, pass: Pass): void {
    for (const [key, each] of passes) if (this.#isOver(each)) passes.delete(key);
    const [oldest] = passes.keys();
    if (passes.size >= mostPasses && oldest !== undefined) passes.delete(oldest);
    passes.set(hash(token), pass);
  }

  #isOver({ expiresMs, gone }: Pass): boolean {
    return expiresMs < this.#now() || gone?.aborted === true;
  }
}

function same(one: PreviewTarget, other: PreviewTarget): boolean {
  return one.namespace === other.namespace && one.service === other.service && one.port === other.port;
}

function randomToken(): string {
  return randomBytes(24).toString('base64url');
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function tooMany(): Fault {
  return new Fault({
    code: 'QUOTA',
    audience: 'learner',
    message: `A lab can have ${mostPerAttempt} services open at once.`,
    hint: 'Those that were opened stay so until the lab ends.',
  });
}
