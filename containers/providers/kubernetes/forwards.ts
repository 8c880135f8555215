import { createServer, type Server, type Socket } from 'node:net';
import { PortForward, type KubeConfig } from '@kubernetes/client-node';
import type { Place } from './places.ts';

type Target = Pick<Place, 'namespace' | 'pod'>;

/**
 * Ports of pods on the loopback address of this machine, as `kubectl port-forward` gives them: each is opened when it is
 * first asked for, carries any number of connections, and ends with its environment or this process.
 */
export class Forwards {
  readonly #config: KubeConfig;
  readonly #servers = new Map<string, { readonly namespace: string; readonly listening: Promise<Server> }>();

  constructor(config: KubeConfig) {
    this.#config = config;
  }

  /** The port here behind which that port of the pod stands. */
  async portOf(target: Target, port: number): Promise<number> {
    const key = `${target.namespace}/${target.pod}:${String(port)}`;
    let known = this.#servers.get(key);
    if (known === undefined) {
      known = { namespace: target.namespace, listening: this.#listen(target, port) };
      this.#servers.set(key, known);
    }
    const address = (await known.listening).address();
    if (address === null || typeof address === 'string') throw new TypeError('no TCP port is listened on');
    return address.port;
  }

  /** Ends what leads into a namespace that is gone. */
  close(namespace: string): void {
    for (const [key, { namespace: theirs, listening }] of this.#servers) {
      if (theirs !== namespace) continue;
      this.#servers.delete(key);
      void listening.then((server) => server.close());
    }
  }

  #listen(target: Target, port: number): Promise<Server> {
    const server = createServer((socket) => void this.#connect(socket, target, port));
    // What it serves keeps the process; it alone must not.
    server.unref();
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
  }

  async #connect(socket: Socket, { namespace, pod }: Target, port: number): Promise<void> {
    socket.on('error', () => socket.destroy());
    // Nothing is lost of what comes before the other end is there.
    socket.pause();
    try {
      const line = await new PortForward(this.#config).portForward(
        namespace,
        pod,
        [port],
        socket,
        null,
        socket,
      );
      const far = typeof line === 'function' ? line() : line;
      far?.addEventListener('close', () => socket.end());
      far?.addEventListener('error', () => socket.destroy());
      socket.once('close', () => far?.close());
      if (socket.destroyed) far?.close();
      socket.resume();
    } catch {
      // Whoever connected sees a connection that is cut, as with any server that is gone, and says so.
      socket.destroy();
    }
  }
}
