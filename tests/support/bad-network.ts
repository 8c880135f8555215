import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface Weather {
  /** How long every byte is on its way, in either direction. */
  readonly delayMs: number;
  /** Share of connections that are cut at some moment, without a word. */
  readonly cutShare: number;
  /** Latest moment of such a cut, after the connection was made. */
  readonly cutWithinMs: number;
}

export const fair: Weather = { delayMs: 0, cutShare: 0, cutWithinMs: 0 };

/** A network on loopback between a client and a server, as bad as it is told to be. */
export class BadNetwork implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #random: () => number;
  #weather = fair;
  #gapEndsMs = 0;
  /** Connections that were made, and that were cut. */
  readonly counts = { made: 0, cut: 0 };
  /** Where everything goes. */
  targetPort = 0;

  private constructor(server: Server, random: () => number) {
    this.#server = server;
    this.#random = random;
    server.on('connection', (client) => this.#join(client));
  }

  /** Listens at once; the target may be named later. `random` decides who is cut. */
  static async start(random: () => number = Math.random): Promise<BadNetwork> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new BadNetwork(server, random);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  set weather(weather: Weather) {
    this.#weather = weather;
  }

  /** From now on nothing gets through, for so long; nobody is told. */
  gap(ms: number): void {
    this.#gapEndsMs = performance.now() + ms;
  }

  /** Cuts every connection there is, with whatever is on its way. */
  cut(): void {
    for (const socket of this.#sockets) {
      this.counts.cut += 1;
      socket.destroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    const server = connect(this.targetPort, '127.0.0.1');
    this.counts.made += 1;
    this.#sockets.add(client);
    const end = (): void => {
      this.#sockets.delete(client);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('close', end);
      // A broken connection is what this is for; `close` follows.
      socket.on('error', () => undefined);
    }
    this.#carry(client, server);
    this.#carry(server, client);
    const { cutShare, cutWithinMs } = this.#weather;
    if (this.#random() >= cutShare) return;
    const timer = setTimeout(() => {
      this.counts.cut += 1;
      end();
    }, this.#random() * cutWithinMs);
    client.once('close', () => clearTimeout(timer));
  }

  /** Bytes keep their order, and are lost only with their connection. */
  #carry(from: Socket, to: Socket): void {
    let last: Promise<void> = Promise.resolve();
    const later = (act: () => void): void => {
      const due = performance.now() + this.#weather.delayMs;
      last = last.then(async () => {
        await this.#until(due);
        if (!to.destroyed) act();
      });
    };
    from.on('data', (chunk) => later(() => void to.write(chunk)));
    from.on('end', () => later(() => void to.end()));
  }

  async #until(due: number): Promise<void> {
    for (;;) {
      const ms = Math.max(due, this.#gapEndsMs) - performance.now();
      if (ms <= 0) return;
      await wait(ms);
    }
  }
}
