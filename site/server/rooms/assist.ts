import type { AssistEnding } from '#site/protocol/help.ts';
import type { AuditLog, Deed, Doer } from '../accounts/audit-log.ts';
import { randomId } from '../accounts/random-id.ts';
import type { Hand } from '../state/hand-rows.ts';
import type { Guest } from '../terminals/tickets.ts';

export interface AssistParts {
  readonly hand: Hand;
  /** Who asks to help, in the session they asked from. */
  readonly helper: Doer;
  readonly audit: AuditLog;
}

/**
 * One helper before one learner's shell. It begins as a question; only the learner turns it into more. Once it is over it
 * stays over: every guest of it hears of that at the same moment.
 */
export class Assist {
  readonly id = randomId();
  readonly hand: Hand;
  readonly helper: Doer;
  readonly #audit: AuditLog;
  readonly #over = new AbortController();
  #tab: string | undefined;
  #typing = false;
  #seen = false;
  #ending: AssistEnding | undefined;

  constructor({ hand, helper, audit }: AssistParts) {
    this.hand = hand;
    this.helper = helper;
    this.#audit = audit;
  }

  /** The shell that may be seen; `undefined`: the learner has not agreed. */
  get tab(): string | undefined {
    return this.#tab;
  }

  get typing(): boolean {
    return this.#typing;
  }

  /** Whether the helper has opened the shell at all. */
  get seen(): boolean {
    return this.#seen;
  }

  get ending(): AssistEnding | undefined {
    return this.#ending;
  }

  agree(tab: string): void {
    if (this.#ending === undefined) this.#tab = tab;
  }

  allowTyping(allowed: boolean): void {
    this.#typing = allowed && this.#tab !== undefined && this.#ending === undefined;
  }

  /** Answers whether it was not over before. */
  end(ending: AssistEnding): boolean {
    if (this.#ending !== undefined) return false;
    this.#ending = ending;
    this.#typing = false;
    this.#over.abort();
    return true;
  }

  /** What the audit log says of something that concerns it. */
  deed(action: string, details: Readonly<Record<string, unknown>> = {}): Deed {
    const { cohort, learner, attempt } = this.hand;
    return { action, cohort, target: learner.id, details: { assist: this.id, attempt, ...details } };
  }

  /** The right of one socket. `arrive` notes that it is open, until its answer is called. */
  guest({ arrive, beatMs }: { readonly arrive: () => () => void; readonly beatMs: number }): Guest {
    const input = (bytes: Uint8Array): Deed => {
      const exact = Buffer.from(bytes);
      return this.deed('assist.input', {
        tab: this.#tab,
        text: exact.toString('utf8'),
        base64: exact.toString('base64'),
      });
    };
    return {
      over: this.#over.signal,
      beatMs,
      arrive: () => {
        this.#seen = true;
        return arrive();
      },
      mayType: () => this.#typing,
      record: (bytes) => this.#audit.done(this.helper, input(bytes)),
      recordRefused: (bytes) => this.#audit.refused(this.helper, input(bytes)),
    };
  }
}
