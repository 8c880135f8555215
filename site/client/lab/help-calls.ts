import { nothing, request } from '../http/request.ts';

const deadlineMs = 30_000;

/** What a learner asks the server about help in their attempt. Every failure is an `ApiProblem`. */
export class HelpCalls {
  readonly #attempt: () => string;

  constructor(attempt: () => string) {
    this.#attempt = attempt;
  }

  raise(text: string): Promise<void> {
    return this.#call('POST', 'hand', { text });
  }

  lower(): Promise<void> {
    return this.#call('DELETE', 'hand');
  }

  /** The helper may look at this one shell. */
  consent(assist: string, tab: string): Promise<void> {
    return this.#call('POST', 'assist/consent', { assist, tab });
  }

  allowTyping(assist: string, allowed: boolean): Promise<void> {
    return this.#call('POST', 'assist/typing', { assist, allowed });
  }

  /** Says no, or ends it. */
  endAssist(): Promise<void> {
    return this.#call('DELETE', 'assist');
  }

  async #call(method: 'DELETE' | 'POST', to: string, body?: unknown): Promise<void> {
    const path = `/api/attempts/${this.#attempt()}/${to}`;
    await request({ method, path, body, schema: nothing, signal: AbortSignal.timeout(deadlineMs) });
  }
}
