import type { z } from 'zod';
import { parseJson } from './parse-json.ts';

/** `lost`: the line is down and is being tried again; what is on the screen may be old. */
export type Link = 'connecting' | 'live' | 'lost';

export interface EventHandler {
  readonly name: string;
  receive(data: unknown): void;
}

export interface EventsOptions {
  readonly path: string;
  readonly handlers: readonly EventHandler[];
  onLink(link: Link): void;
  /** The server refused the stream (not merely unreachable for a moment). */
  onRefused(): void;
  readonly signal: AbortSignal;
}

const firstRetryMs = 1000;
const longestRetryMs = 10_000;

/** A handler that parses what comes in; what does not fit is reported to the console and dropped. */
export function on<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  receive: (value: z.output<Schema>) => void,
): EventHandler {
  return {
    name,
    receive(data) {
      const parsed = schema.safeParse(data);
      if (parsed.success) receive(parsed.data);
      else console.warn(`kindlab: event “${name}” not understood`, parsed.error);
    },
  };
}

/** Listens until the signal aborts; reconnects by itself and says truthfully when it is not connected. */
export function listen(options: EventsOptions): void {
  let source: EventSource | undefined;
  let retryMs = firstRetryMs;
  const open = (): void => {
    if (options.signal.aborted) return;
    source = new EventSource(options.path);
    source.onopen = () => {
      retryMs = firstRetryMs;
      options.onLink('live');
    };
    source.onerror = () => {
      options.onLink('lost');
      if (source?.readyState !== EventSource.CLOSED) return;
      options.onRefused();
      setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    };
    for (const handler of options.handlers) {
      source.addEventListener(handler.name, (event) => handler.receive(parseJson(event.data)));
    }
  };
  options.signal.addEventListener('abort', () => source?.close());
  options.onLink('connecting');
  open();
}
