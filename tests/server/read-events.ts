import type { Reachable } from './start-test-server.ts';

export interface Events extends Disposable {
  readonly closed: boolean;
  /** The data of every event of this name so far. */
  of(name: string): readonly unknown[];
}

/** Follows a stream of server-sent events. */
export async function readEvents(server: Reachable, path: string): Promise<Events> {
  const stop = new AbortController();
  const answer = await fetch(server.url + path, {
    signal: stop.signal,
    headers: server.headers ?? {},
  });
  if (answer.body === null || !answer.ok) throw new Error(`no stream at ${path}: ${answer.status}`);
  const all: { name: string; data: unknown }[] = [];
  let closed = false;
  void followEvents(answer.body, (name, data) => void all.push({ name, data }))
    .catch(() => undefined)
    .finally(() => {
      closed = true;
    });
  return {
    get closed() {
      return closed;
    },
    of: (name) => all.filter((each) => each.name === name).map(({ data }) => data),
    [Symbol.dispose]: () => stop.abort(),
  };
}

/** Reads a stream of server-sent events to its end. */
export async function followEvents(
  body: ReadableStream<Uint8Array>,
  hear: (name: string, data: unknown) => void,
): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const name = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (name !== undefined && data !== undefined) hear(name, JSON.parse(data));
    }
  }
}
