import type { Server } from 'node:http';
import { connect, createServer, type Socket, type Server as TcpServer } from 'node:net';
import { Fault } from '#containers/contract/fault.ts';
import { listen } from '../http/listen.ts';
import { callerLine, takeCaller } from './caller-line.ts';

type Role =
  | { readonly name: 'waiting' }
  | { readonly name: 'following'; readonly to: Leader }
  | { readonly name: 'leading'; readonly http: Server };

interface Leader {
  readonly host: string;
  readonly port: number;
  /** Whether it takes a line that says for whom a connection is. */
  readonly takesCallers: boolean;
}

const connectMs = 3_000;
/** A lead passes in a second or two: whoever comes meanwhile waits rather than being sent away. */
const holdMs = 8_000;
/** At the end of the address that a leader is known by: an older one would take a caller's line for a bad request. */
export const callersMark = '#callers';
const nobody = [
  'HTTP/1.1 503 Service Unavailable',
  'Content-Type: application/json',
  'Retry-After: 1',
  'Connection: close',
  '',
  JSON.stringify({
    error: {
      code: 'BUNDLE_NOT_READY',
      message: 'Another server is about to take over.',
      hint: 'Try again in a second.',
    },
  }),
].join('\r\n');

/**
 * Where a replica is reached. The one that leads answers; every other hands connections on to it as they are: pages, calls,
 * streams and terminals alike. Connections end when the one who answers them changes, and clients come again.
 */
export class ReplicaDoor {
  readonly #server: TcpServer;
  readonly #open = new Set<Socket>();
  /** Came while nobody answers. */
  readonly #held = new Map<Socket, NodeJS.Timeout>();
  #role: Role = { name: 'waiting' };
  readonly port: number;
  readonly #key: Buffer;

  private constructor(server: TcpServer, port: number, key: Buffer) {
    this.#server = server;
    this.port = port;
    this.#key = key;
    server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      this.#admit(socket);
    });
  }

  /** `key`: what all replicas have, and nobody else. Throws Fault PORT_TAKEN. */
  static async open(where: {
    readonly host: string;
    readonly port: number;
    readonly key: Buffer;
  }): Promise<ReplicaDoor> {
    const server = createServer();
    const { port } = await listenTcp(server, where);
    return new ReplicaDoor(server, port, where.key);
  }

  get role(): Role['name'] {
    return this.#role.name;
  }

  /** Hands connections on to another replica; without an address, nobody answers at this moment. */
  follow(address: string | undefined): void {
    if (address === undefined) {
      this.#become({ name: 'waiting' });
      return;
    }
    const { hostname, port, hash } = new URL(address);
    const host = hostname.replace(/^\[|\]$/g, '');
    this.#become({
      name: 'following',
      to: { host, port: Number(port) || 80, takesCallers: hash === callersMark },
    });
  }

  /** From now on this replica answers, with this server. Answers the port that clients see. */
  async lead(http: Server): Promise<{ readonly port: number }> {
    // Its own port is for nobody; listening is what makes Node watch over slow connections.
    await listen(http, { host: '127.0.0.1', port: 0 });
    this.#become({ name: 'leading', http });
    return { port: this.port };
  }

  /** Lets nobody in any more; who is in goes on. */
  shut(): void {
    this.#server.close();
  }

  /** Ends everything at once. */
  close(): void {
    this.shut();
    this.#become({ name: 'waiting' });
    for (const [socket, timer] of this.#held) {
      clearTimeout(timer);
      socket.destroy();
    }
    this.#held.clear();
  }

  #become(role: Role): void {
    this.#role = role;
    for (const socket of this.#open) socket.destroy();
    this.#open.clear();
    if (role.name === 'waiting') return;
    for (const [socket, timer] of this.#held) {
      clearTimeout(timer);
      this.#held.delete(socket);
      if (!socket.destroyed) this.#admit(socket);
    }
  }

  #hold(socket: Socket): void {
    const timer = setTimeout(() => {
      this.#held.delete(socket);
      refuse(socket);
    }, holdMs).unref();
    this.#held.set(socket, timer);
  }

  #admit(socket: Socket): void {
    const role = this.#role;
    if (role.name === 'waiting') {
      this.#hold(socket);
      return;
    }
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    if (role.name === 'leading') takeCaller(socket, this.#key, () => role.http.emit('connection', socket));
    else
      forward(socket, { ...role.to, key: this.#key }, () => {
        this.#open.delete(socket);
        // The leader has gone; who comes next is known in a moment.
        if (!socket.destroyed) this.#hold(socket);
      });
  }
}

function refuse(socket: Socket): void {
  socket.once('data', () => socket.end(nobody));
  socket.setTimeout(connectMs, () => socket.destroy());
}

function forward(
  near: Socket,
  { host, port, takesCallers, key }: Leader & { readonly key: Buffer },
  onNobody: () => void,
): void {
  const far = connect({ host, port, noDelay: true });
  near.setNoDelay(true);
  let connected = false;
  far.setTimeout(connectMs, () => far.destroy(new Error('no answer')));
  far.once('connect', () => {
    connected = true;
    far.setTimeout(0);
    if (takesCallers) far.write(callerLine(key, near.remoteAddress ?? 'unknown'));
    near.pipe(far).pipe(near);
  });
  far.on('error', () => far.destroy());
  far.once('close', () => {
    if (connected) near.destroy();
    else onNobody();
  });
  near.once('close', () => far.destroy());
}

function listenTcp(
  server: TcpServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new Fault({
          code: 'PORT_TAKEN',
          message: `The server can't listen on ${host}:${String(port)} (${cause.message}).`,
          hint: 'Stop the program that has this port, or choose another one with --port.',
          cause,
        }),
      ),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : port });
    });
  });
}
