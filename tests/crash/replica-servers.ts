import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net, { type Server, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { until } from '#tests/server/until.ts';
import { freePort } from '#tests/support/free-port.ts';

const root = path.resolve(import.meta.dirname, '../..');
const node = path.join(root, 'node_modules/.bin/node');
const cli = path.join(root, 'site/cli/kindlab.ts');
const startMs = 120_000;

interface Running {
  readonly port: number;
  child: ChildProcess | undefined;
  said: string;
}

export interface ReplicaPlan {
  readonly count: number;
  readonly databaseUrl: string;
  /** The section `kubernetes` of their settings. */
  readonly kubernetes: object;
}

/** Several real servers in processes of their own, and in front of them what a Service does: any of them that answers. */
export class ReplicaServers {
  readonly url: string;
  readonly #folder: string;
  readonly #balancer: Server;
  readonly #replicas: readonly Running[];
  #turn = 0;

  private constructor(folder: string, balancer: Server, port: number, replicas: readonly Running[]) {
    this.#folder = folder;
    this.#balancer = balancer;
    this.#replicas = replicas;
    this.url = `http://127.0.0.1:${String(port)}`;
    balancer.on('connection', (socket) => this.#forward(socket, replicas.length));
  }

  static async prepare({ count, databaseUrl, kubernetes }: ReplicaPlan): Promise<ReplicaServers> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-replicas-'));
    const balancer = net.createServer();
    const port = await portOf(balancer);
    const replicas: Running[] = [];
    for (let index = 0; index < count; index += 1)
      replicas.push({ port: await freePort(), child: undefined, said: '' });
    const settings = {
      format: 1,
      server: { allowedOrigins: [`http://127.0.0.1:${String(port)}`] },
      data: { folder: path.join(folder, 'data'), databaseUrl },
      runtime: { provider: 'kubernetes' },
      kubernetes,
      labs: { poolSize: 0 },
      auth: { mode: 'accounts' },
      log: { level: 'info' },
    };
    await writeFile(path.join(folder, 'kindlab.yaml'), stringify(settings), { mode: 0o600 });
    return new ReplicaServers(folder, balancer, port, replicas);
  }

  /** Resolves when it says that it stands by. */
  async start(index: number): Promise<void> {
    const replica = this.#get(index);
    const address = `http://127.0.0.1:${String(replica.port)}`;
    const args = ['serve', '--config', path.join(this.#folder, 'kindlab.yaml')];
    const child = spawn(node, [cli, ...args, '--port', String(replica.port), '--replica-address', address], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    replica.child = child;
    replica.said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on(
        'data',
        (chunk: Buffer) => (replica.said = (replica.said + chunk.toString()).slice(-200_000)),
      );
    await until(
      `replica ${String(index)} stands by: ${replica.said}`,
      () => replica.said.includes('This replica is reached at') || undefined,
      startMs,
    );
  }

  /** Which one says that it is at work. */
  async leader(): Promise<number> {
    const find = (): number | undefined => {
      const index = this.#replicas.findIndex(
        ({ child, said }) => child !== undefined && said.includes('Kindlab is at'),
      );
      return index < 0 ? undefined : index;
    };
    return until('one that leads', find, startMs);
  }

  /** What it has printed. */
  said(index: number): string {
    return this.#get(index).said;
  }

  pid(index: number): number {
    return this.#get(index).child?.pid ?? 0;
  }

  async end(index: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const replica = this.#get(index);
    const { child } = replica;
    replica.child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }

  async remove(): Promise<void> {
    for (const index of this.#replicas.keys()) await this.end(index, 'SIGTERM');
    this.#balancer.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #get(index: number): Running {
    const replica = this.#replicas[index];
    if (replica === undefined) throw new RangeError(`there is no replica ${String(index)}`);
    return replica;
  }

  /** One after the other; who does not answer is passed over, as endpoints that are gone are. */
  #forward(near: Socket, left: number): void {
    near.on('error', () => near.destroy());
    if (left === 0) {
      near.destroy();
      return;
    }
    const { port } = this.#get(this.#turn++ % this.#replicas.length);
    const far = net.connect(port, '127.0.0.1');
    far.once('connect', () => {
      near.pipe(far).pipe(near);
      far.once('close', () => near.destroy());
      near.once('close', () => far.destroy());
    });
    far.on('error', () => {
      if (far.connecting || far.bytesWritten === 0) this.#forward(near, left - 1);
      else near.destroy();
    });
  }
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
