import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A server that answers what a function says, as JSON; `undefined` is a 404. */
export class FakeServer {
  readonly asked: Asked[] = [];
  readonly #server: Server;

  constructor(answer: (path: string) => readonly [status: number, body: unknown] | undefined) {
    this.#server = createServer(({ url = '', headers }, response) => {
      this.asked.push({ path: url, headers });
      const [status, body] = answer(url) ?? [404, { errors: [] }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** As much of a Vault as the first exercise of lab 1 looks at, with this entry in it. */
export function vaultWith(entry: Readonly<Record<string, string>>): FakeServer {
  const version = { version: 1, created_time: '2026-01-02T03:04:05Z', deletion_time: '', destroyed: false };
  return new FakeServer((path) => {
    if (path === '/v1/sys/seal-status') return [200, { sealed: false }];
    if (path === '/v1/sys/mounts')
      return [200, { data: { 'secret/': { type: 'kv', options: { version: '2' } } } }];
    if (path.startsWith('/v1/secret/data/myapp/config'))
      return [200, { data: { data: entry, metadata: version } }];
    if (path.startsWith('/v1/secret/metadata/myapp/config'))
      return [200, { data: { current_version: 1, versions: { '1': version } } }];
    return undefined;
  });
}
