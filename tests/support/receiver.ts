import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Heard {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A program that is told something over HTTP, and answers as it is scripted. */
export class Receiver implements AsyncDisposable {
  readonly heard: Heard[] = [];
  /** Statuses, one after another; 204 when there is none left. */
  readonly answers: number[] = [];
  readonly origin: string;
  readonly #http: Server;

  private constructor(http: Server) {
    this.#http = http;
    this.origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    http.on('request', (request, response) => {
      void text(request).then((body) => {
        this.heard.push({ url: request.url ?? '', headers: request.headers, body });
        response.writeHead(this.answers.shift() ?? 204).end('what nobody is to read');
      });
    });
  }

  static async start(): Promise<Receiver> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new Receiver(http);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }
}
