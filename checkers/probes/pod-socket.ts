import { Duplex, PassThrough } from 'node:stream';
import { PortForward, type KubeConfig } from '@kubernetes/client-node';

export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** Opens a line to a port of a pod. Rejects when the API server doesn't; a refused port ends the line at once. */
export type OpenPodSocket = (target: PodPort, signal: AbortSignal) => Promise<Duplex>;

/**
 * Through the API server, as `kubectl port-forward` does, but without a port on this machine. In the pod the
 * connection comes from 127.0.0.1. The line ends with the signal.
 */
export function forwardToPod(config: KubeConfig): OpenPodSocket {
  return async ({ namespace, pod, port }, signal) => {
    const [incoming, outgoing] = [new PassThrough(), new PassThrough()];
    const line = await new PortForward(config).portForward(namespace, pod, [port], incoming, null, outgoing);
    const websocket = typeof line === 'function' ? line() : line;
    const socket = new PodSocket(incoming, outgoing);
    websocket?.addEventListener('close', () => incoming.end());
    websocket?.addEventListener('error', () => incoming.end());
    const stop = () => websocket?.close();
    socket.once('close', stop);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    return socket;
  };
}

/** What database clients expect of a TCP socket, over two streams: it is connected from the start. */
class PodSocket extends Duplex {
  readonly #incoming: PassThrough;
  readonly #outgoing: PassThrough;

  constructor(incoming: PassThrough, outgoing: PassThrough) {
    super({ allowHalfOpen: false });
    this.#outgoing = outgoing;
    this.#incoming = incoming;
    incoming.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) incoming.pause();
    });
    incoming.on('end', () => this.push(null));
  }

  override _read(): void {
    this.#incoming.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#outgoing.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#outgoing.end(done);
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
