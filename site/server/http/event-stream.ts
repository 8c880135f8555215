import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { RequestScope } from './app.ts';

export interface EventSink {
  /** Sends `data` soon. Of several values under the same key only the newest is sent: slow readers cost no memory. */
  push(key: string, event: string, data: unknown): void;
  /** Sends what waits, then ends the stream. */
  end(): void;
}

interface Waiting {
  readonly event: string;
  readonly data: unknown;
}

const keepAliveMs = 20_000;

/** Answers with server-sent events until the reader leaves or is signed out, `end` is called, or `stop` is aborted. */
export function eventStream(
  c: Context<RequestScope>,
  stop: AbortSignal,
  subscribe: (sink: EventSink) => () => void,
): Response {
  c.header('cache-control', 'no-store');
  // Some proxies hold back streams until they are asked not to.
  c.header('x-accel-buffering', 'no');
  return streamSSE(c, async (stream) => {
    const mailbox = new Mailbox();
    const close = (): void => mailbox.end();
    const gone = c.get('viewer')?.session?.gone;
    stream.onAbort(close);
    stop.addEventListener('abort', close);
    gone?.addEventListener('abort', close);
    const unsubscribe = subscribe(mailbox);
    try {
      while (!stream.aborted) {
        const batch = await mailbox.take(keepAliveMs);
        if (batch === undefined) break;
        if (batch.length === 0) await stream.write(': still here\n\n');
        for (const { event, data } of batch) await stream.writeSSE({ event, data: JSON.stringify(data) });
      }
    } finally {
      unsubscribe();
      stop.removeEventListener('abort', close);
      gone?.removeEventListener('abort', close);
    }
  });
}

class Mailbox implements EventSink {
  readonly #waiting = new Map<string, Waiting>();
  #wake: () => void = () => undefined;
  #ended = false;

  push(key: string, event: string, data: unknown): void {
    if (this.#ended) return;
    this.#waiting.delete(key);
    this.#waiting.set(key, { event, data });
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Waits for something to send; empty after `quietMs` of nothing, `undefined` once all is sent and it has ended. */
  async take(quietMs: number): Promise<readonly Waiting[] | undefined> {
    if (this.#waiting.size === 0 && !this.#ended) await this.#sleep(quietMs);
    const batch = [...this.#waiting.values()];
    this.#waiting.clear();
    return batch.length === 0 && this.#ended ? undefined : batch;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
