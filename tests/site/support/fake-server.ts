import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { loadQuizzes } from '#site/quizzes/load-quizzes.ts';
import { fakeDeps } from '#site/server/dev/fake-deps.ts';
import { startServer, type RunningServer } from '#site/server/main.ts';
import type { ServerDeps } from '#site/server/server-deps.ts';
import type { ServerOptions } from '#site/server/server-options.ts';

/** A server in this process, with environments that outlive it: for what one shared server can't show. */
export class FakeServer {
  readonly #dataDir: string;
  readonly #deps: Partial<ServerDeps>;
  readonly #options: Partial<ServerOptions>;
  readonly #world = new FakeWorld();
  #server: RunningServer | undefined;
  #port = 0;

  private constructor(dataDir: string, deps: Partial<ServerDeps>, options: Partial<ServerOptions>) {
    this.#dataDir = dataDir;
    this.#deps = deps;
    this.#options = options;
  }

  static async start(
    deps: Partial<ServerDeps> = {},
    options: Partial<ServerOptions> = {},
  ): Promise<FakeServer> {
    const made = new FakeServer(await mkdtemp(path.join(os.tmpdir(), 'kindlab-site-')), deps, options);
    await made.start();
    return made;
  }

  /** One-time link for the first administrator; empty once there is one. */
  get firstAdminLink(): string {
    return this.#server?.firstAdminLink ?? '';
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts, or starts again at the same address. */
  async start(): Promise<void> {
    const quizzes = await loadQuizzes(path.resolve('site/quizzes'), AbortSignal.timeout(10_000));
    const fake = {
      catalog: await loadCatalog(),
      quizzes,
      bundleMs: 0,
      environmentMs: 200,
      world: this.#world,
    };
    this.#server = await startServer(
      {
        port: this.#port,
        dataDir: this.#dataDir,
        distDir: path.resolve('dist'),
        provider: 'fake',
        logLevel: 'error',
        ...this.#options,
      },
      { ...fakeDeps(fake), ...this.#deps },
    );
    this.#port = this.#server.port;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
