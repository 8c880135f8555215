import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Receiver } from '#tests/support/receiver.ts';
import { until } from '#tests/server/until.ts';

const command = path.resolve(import.meta.dirname, '../../site/cli/kindlab.ts');

/** `kindlab serve` with everything fake, in a process of its own that logs all it can and sends its traces to a collector. */
export class TracedServer implements AsyncDisposable {
  readonly dataDir: string;
  readonly #child: ChildProcess;
  readonly #collector: Receiver;
  printed = '';
  complained = '';

  private constructor(dataDir: string, child: ChildProcess, collector: Receiver) {
    this.dataDir = dataDir;
    this.#child = child;
    this.#collector = collector;
    child.stdout?.on('data', (chunk: Buffer) => (this.printed += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.complained += chunk.toString()));
  }

  /** A collector as OpenTelemetry's protocol has it: JSON by HTTP to /v1/traces. */
  static async start(options: readonly string[] = []): Promise<TracedServer> {
    const collector = await Receiver.start();
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-traced-'));
    const usual = ['--provider', 'fake', '--port', '0', '--data-dir', dataDir, '--log-level', 'debug'];
    const child = spawn(process.execPath, [command, 'serve', ...usual, ...options], {
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new TracedServer(dataDir, child, collector);
  }

  /** Where it is, once it serves. */
  url(): Promise<string> {
    return until('serving', () => /Kindlab is at (\S+)/.exec(this.printed)?.[1], 200_000);
  }

  /** What the collector was sent until now. */
  get traces(): readonly string[] {
    return this.#collector.heard.filter(({ url }) => url === '/v1/traces').map(({ body }) => body);
  }

  /** As Ctrl-C does: whatever waits to be sent is sent before. */
  async stop(): Promise<void> {
    this.#child.kill('SIGINT');
    if (this.#child.exitCode === null) await once(this.#child, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
    await this.#collector[Symbol.asyncDispose]();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
