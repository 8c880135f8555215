import { createHash, randomBytes } from 'node:crypto';
import { Fault } from '#containers/contract/fault.ts';

/** Somebody else before a learner's shell, for as long as the learner agrees. */
export interface Guest {
  /** Aborted when either of them ends it. */
  readonly over: AbortSignal;
  /** How often their page has to show that it is still there. */
  readonly beatMs: number;
  /** Notes that they look, until the answer is called. */
  arrive(): () => void;
  /** Whether the learner lets them type right now. */
  mayType(): boolean;
  /** Writes down what is about to be typed. */
  record(input: Uint8Array): Promise<void>;
  /** Writes down what was not typed, because they may not. */
  recordRefused(input: Uint8Array): Promise<void>;
}

export interface TicketGrant {
  readonly attempt: string;
  readonly tab: string;
  /** Aborted when whoever it was given to is signed out. */
  readonly gone?: AbortSignal | undefined;
  /** Absent: it is the learner's own. */
  readonly guest?: Guest;
}

export interface IssuedTicket {
  readonly token: string;
  readonly expiresAt: Date;
}

interface Entry extends TicketGrant {
  readonly expiresMs: number;
}

const lifeMs = 30_000;
const mostOutstanding = 1000;

/** One-use permissions to open one terminal socket. Only hashes are kept, and at most a thousand of them. */
export class TicketOffice {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  issue(grant: TicketGrant): IssuedTicket {
    this.#sweep();
    if (this.#entries.size >= mostOutstanding) throw tooMany();
    const token = randomBytes(24).toString('base64url');
    const expiresMs = this.#now() + lifeMs;
    this.#entries.set(hash(token), { ...grant, expiresMs });
    return { token, expiresAt: new Date(expiresMs) };
  }

  /** Takes the ticket out of the world; `undefined` when it is unknown, used or too old. */
  redeem(token: string): TicketGrant | undefined {
    const key = hash(token);
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (entry === undefined || entry.expiresMs < this.#now() || isOver(entry)) return undefined;
    const { expiresMs: _, ...grant } = entry;
    return grant;
  }

  #sweep(): void {
    for (const [key, entry] of this.#entries) if (entry.expiresMs < this.#now()) this.#entries.delete(key);
  }
}

function isOver({ gone, guest }: TicketGrant): boolean {
  return gone?.aborted === true || guest?.over.aborted === true;
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function tooMany(): Fault {
  return new Fault({
    code: 'QUOTA',
    audience: 'learner',
    message: 'Too many terminals were asked for at once.',
    hint: 'Wait half a minute and try again.',
  });
}
