import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { Fault } from '#containers/contract/fault.ts';
import { targetOf } from '../checks/target-of.ts';
import { faultToProblem, RequestFault } from '../fault-to-response.ts';
import { reportTrouble } from '../incident.ts';
import { atMost } from './bounded.ts';
import type { PreviewBook, Shown } from './preview-book.ts';
import { answeredHeaders, cookieName, forwardedHeaders, isOwnOrigin, sessionIn } from './preview-headers.ts';
import type { PreviewNames } from './preview-names.ts';
import type { PreviewSource } from './preview-source.ts';

export interface PreviewProxyOptions {
  readonly book: PreviewBook;
  readonly names: PreviewNames;
  readonly source: PreviewSource;
  readonly log: Logger;
  /** Aborted when the server stops. */
  readonly stop: AbortSignal;
}

export const enterPath = '/.kindlab/enter';

const connectMs = 15_000;
const exchangeMs = 120_000;
const socketMs = 60 * 60_000;
const mostSent = 16 * 1024 * 1024;
const mostAnswered = 64 * 1024 * 1024;
const mostAtOnce = 64;
const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Answers under the names of previews: lets their owner in by a ticket, and passes on what they ask of the one service. */
export class PreviewProxy {
  readonly #options: PreviewProxyOptions;
  #open = 0;

  constructor(options: PreviewProxyOptions) {
    this.#options = options;
  }

  /** Whether a request is for a preview and not for the site. */
  owns({ headers }: IncomingMessage): boolean {
    return this.#options.names.labelOf(headers.host) !== undefined;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const [path, query] = (request.url ?? '/').split('?');
      if (path === enterPath) {
        this.#enter(new URLSearchParams(query), request, response);
        return;
      }
      const shown = this.#admit(request);
      await this.#withLine(shown, exchangeMs, (line, signal) =>
        exchange(request, response, { line, signal }),
      );
    } catch (error) {
      if (response.headersSent) response.destroy();
      else refuse(response, this.#faultOf(error));
    }
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      if (!isOwnOrigin(request.headers)) throw foreign();
      const shown = this.#admit(request);
      await this.#withLine(shown, socketMs, (line, signal) =>
        switchOver(request, { socket, head }, { line, signal }),
      );
    } catch (error) {
      const { status } = faultToProblem(this.#faultOf(error));
      if (socket.writable)
        socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    }
  }

  #enter(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const { book, names } = this.#options;
    const label = names.labelOf(request.headers.host) ?? '';
    const session = book.enter(label, query.get('ticket') ?? '');
    if (session === undefined) throw notLetIn('This address has been used, or is too old.');
    const secure = names.isSecure(request.headers.host) ? '; Secure' : '';
    response.writeHead(303, {
      location: '/',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      // Lax: it has to come along on the way here from the lab page, which is another site.
      'set-cookie': `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Lax${secure}`,
    });
    response.end();
  }

  #admit({ headers, method }: IncomingMessage): Shown {
    const { book, names, stop } = this.#options;
    const session = sessionIn(headers);
    const shown = session === undefined ? undefined : book.find(names.labelOf(headers.host) ?? '', session);
    if (shown === undefined) throw notLetIn('This preview has not been opened here, or it is over.');
    if (!reading.has(method ?? '') && headers.origin !== undefined && !isOwnOrigin(headers)) throw foreign();
    if (stop.aborted || this.#open >= mostAtOnce) throw busy();
    return shown;
  }

  async #withLine(
    { attempt, service, over }: Shown,
    ms: number,
    work: (line: Duplex, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { source, stop } = this.#options;
    const signal = AbortSignal.any([over, stop, AbortSignal.timeout(ms)]);
    this.#open += 1;
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(connectMs)]);
      const line = await source.connect(targetOf(attempt), service, within);
      try {
        await work(line, signal);
      } finally {
        line.destroy();
      }
    } finally {
      this.#open -= 1;
    }
  }

  #faultOf(error: unknown): Fault {
    return error instanceof Fault ? error : reportTrouble(this.#options.log, error, { part: 'preview' });
  }
}

interface Line {
  readonly line: Duplex;
  readonly signal: AbortSignal;
}

async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  { line, signal }: Line,
): Promise<void> {
  const outgoing = ask(request, line, signal);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  const [answer] = await Promise.all([
    answered,
    pipeline(request, atMost(mostSent), outgoing, { signal }),
  ]).catch((cause: unknown) => {
    throw noAnswer(cause);
  });
  response.writeHead(answer.statusCode ?? 502, answeredHeaders(answer.headers));
  await pipeline(answer, atMost(mostAnswered), response, { signal });
}

async function switchOver(
  request: IncomingMessage,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
  { line, signal }: Line,
): Promise<void> {
  const outgoing = ask(request, line, signal, { connection: 'Upgrade', upgrade: 'websocket' });
  const far = await new Promise<{
    readonly answer: IncomingMessage;
    readonly stream: Duplex;
    readonly first: Buffer;
  }>((resolve, reject) => {
    outgoing.once('upgrade', (answer, stream, first) => resolve({ answer, stream, first }));
    outgoing.once('response', () => reject(noAnswer(undefined)));
    outgoing.once('error', (cause) => reject(noAnswer(cause)));
    outgoing.end();
  });
  const headers = { ...answeredHeaders(far.answer.headers), connection: 'Upgrade', upgrade: 'websocket' };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => `${name}: ${String(each)}\r\n`),
  );
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
  socket.write(far.first);
  far.stream.write(head);
  await Promise.race([
    pipeline(socket, atMost(mostAnswered), far.stream, { signal }),
    pipeline(far.stream, atMost(mostAnswered), socket, { signal }),
  ]).finally(() => socket.destroy());
}

function ask(
  request: IncomingMessage,
  line: Duplex,
  signal: AbortSignal,
  more: http.OutgoingHttpHeaders = {},
): http.ClientRequest {
  return http.request({
    method: request.method,
    path: request.url,
    headers: { ...forwardedHeaders(request), ...more },
    // The one line that was opened: nothing is resolved, and no address is dialled.
    createConnection: () => line,
    signal,
  });
}

function refuse(response: ServerResponse, fault: Fault): void {
  const { status, detail, hint } = faultToProblem(fault);
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(`${detail}\n${hint}\n`);
}

function notLetIn(message: string): RequestFault {
  return new RequestFault(403, {
    code: 'NOT_ALLOWED',
    message,
    hint: 'Open the service again from the lab page.',
  });
}

function foreign(): RequestFault {
  return new RequestFault(403, {
    code: 'NOT_ALLOWED',
    message: 'This request came from another site.',
    hint: 'Use the pages of the service itself.',
  });
}

function busy(): RequestFault {
  return new RequestFault(503, {
    code: 'QUOTA',
    message: 'Too many requests to previews are under way.',
    hint: 'Try again in a moment.',
  });
}

function noAnswer(cause: unknown): Fault {
  return new Fault({
    code: 'PROBE_FAILED',
    message: 'The service gave no answer.',
    hint: 'Look at the logs of its pod, and whether it speaks HTTP on this port.',
    cause,
  });
}
