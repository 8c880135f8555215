import { once } from 'node:events';
import WebSocket from 'ws';
import { attemptView, ticket } from '#site/protocol/api.ts';
import {
  ackBytes,
  frameKind,
  serverMessage,
  terminalSubprotocol,
  type ServerMessage,
} from '#site/protocol/terminal.ts';
import type { Reachable } from './start-test-server.ts';
import { until } from './until.ts';

/** Starts the sample lab and waits until its environment is ready. */
export async function readyAttempt(test: Reachable): Promise<string> {
  const { id } = attemptView.parse(await (await test.call('POST', '/api/labs/static-sync/attempt')).json());
  await until('a ready environment', async () => {
    const { attempt } = (await (await test.call('GET', '/api/labs/static-sync')).json()) as {
      attempt: unknown;
    };
    const { environment } = attemptView.parse(attempt);
    if (environment.state === 'failed') throw new Error(environment.error.message);
    return environment.state === 'ready' ? true : undefined;
  });
  return id;
}

export async function ticketUrl(test: Reachable, attempt: string, tab = 'one'): Promise<string> {
  const answer = await test.call('POST', `/api/attempts/${attempt}/terminals/${tab}/ticket`);
  return test.url.replace('http', 'ws') + ticket.parse(await answer.json()).url;
}

export function openSocket(
  test: Reachable,
  url: string,
  headers: Record<string, string> = {},
  autoPong = true,
): WebSocket {
  return new WebSocket(url, terminalSubprotocol, { headers: { origin: test.url, ...headers }, autoPong });
}

/** The HTTP status that a refused handshake was answered with. */
export async function refusedStatus(socket: WebSocket): Promise<number> {
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  socket.terminate();
  return response.statusCode;
}

export function frame(kind: number, offset: number, data: Uint8Array = new Uint8Array(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(kind);
  head.writeBigUInt64BE(BigInt(offset), 1);
  return Buffer.concat([head, data]);
}

/** A well-behaved client of the terminal wire, that can drop its socket and come back. */
export class TerminalClient {
  readonly #test: Reachable;
  readonly #attempt: string;
  readonly #tab: string;
  readonly messages: ServerMessage[] = [];
  /** Everything since the epoch began. */
  output: Buffer[] = [];
  outputOffset = 0;
  inputAcked = 0;
  epoch: string | undefined;
  closed: { code: number } | undefined;
  acknowledges = true;
  #acked = 0;
  #typed = Buffer.alloc(0);
  #socket: WebSocket | undefined;

  constructor(test: Reachable, attempt: string, tab = 'one') {
    this.#test = test;
    this.#attempt = attempt;
    this.#tab = tab;
  }

  get text(): string {
    return Buffer.concat(this.output).toString('utf8');
  }

  get socket(): WebSocket {
    if (this.#socket === undefined) throw new Error('not connected');
    return this.#socket;
  }

  /** Connects, attaches with what it knows, and sends again what may not have arrived. */
  async connect(size = { cols: 80, rows: 24 }): Promise<void> {
    const socket = openSocket(this.#test, await ticketUrl(this.#test, this.#attempt, this.#tab));
    this.#socket = socket;
    this.closed = undefined;
    socket.on('message', (data: Buffer, isBinary) => this.#receive(socket, data, isBinary));
    socket.on('close', (code) => {
      if (this.#socket === socket) this.closed = { code };
    });
    await once(socket, 'open');
    const known = this.epoch === undefined ? {} : { epoch: this.epoch, outputOffset: this.outputOffset };
    const before = this.messages.length;
    socket.send(JSON.stringify({ type: 'attach', ...size, ...known }));
    await until('attached', () => {
      if (this.closed !== undefined) throw new Error(`the line broke (${String(this.closed.code)})`);
      return this.messages.slice(before).find(({ type }) => type === 'attached');
    });
  }

  type(text: string): void {
    const data = Buffer.from(text);
    const offset = this.#typed.length;
    this.#typed = Buffer.concat([this.#typed, data]);
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame(frameKind.input, offset, data));
  }

  /** As a network does it: without a word. */
  drop(): void {
    this.#socket?.terminate();
  }

  #receive(socket: WebSocket, data: Buffer, isBinary: boolean): void {
    if (this.#socket !== socket) return;
    if (!isBinary) return this.#hear(serverMessage.parse(JSON.parse(data.toString('utf8'))));
    const offset = Number(data.readBigUInt64BE(1));
    if (data[0] === frameKind.inputAck) {
      this.inputAcked = offset;
      return;
    }
    if (offset !== this.outputOffset) throw new Error(`expected byte ${this.outputOffset}, got ${offset}`);
    const payload = data.subarray(9);
    this.output.push(payload);
    this.outputOffset += payload.length;
    if (this.acknowledges && this.outputOffset - this.#acked >= ackBytes) this.acknowledge();
  }

  acknowledge(): void {
    this.#acked = this.outputOffset;
    this.socket.send(frame(frameKind.outputAck, this.outputOffset));
  }

  #hear(message: ServerMessage): void {
    this.messages.push(message);
    if (message.type !== 'attached') return;
    this.epoch = message.epoch;
    if (!message.resumed) {
      this.output = [];
      this.outputOffset = message.outputOffset;
      this.#acked = message.outputOffset;
      this.#typed = Buffer.alloc(0);
      return;
    }
    const again = this.#typed.subarray(message.inputOffset);
    if (again.length > 0) this.socket.send(frame(frameKind.input, message.inputOffset, again));
  }
}
