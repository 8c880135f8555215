import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fakeDeps } from '#site/server/dev/fake-deps.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { makeLogger } from '#site/server/logger.ts';
import { startServer, type RunningServer } from '#site/server/main.ts';
import type { ServerDeps } from '#site/server/server-deps.ts';
import type { ServerOptions } from '#site/server/server-options.ts';
import { quizSchema } from '#site/quizzes/quiz-schema.ts';

/** A server that a test can talk to. */
export interface Reachable {
  readonly url: string;
  /** A same-origin request. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
  /** What goes along with a request that is no call, such as a stream. */
  readonly headers?: Record<string, string>;
}

export interface TestServer extends Reachable, AsyncDisposable {
  readonly server: RunningServer;
  readonly dataDir: string;
  readonly log: string[];
}

export interface TestServerOptions {
  readonly deps?: Partial<ServerDeps>;
  readonly options?: Partial<ServerOptions>;
  /** Keep the folder: another server is to start in it. */
  readonly dataDir?: string;
}

export const sampleQuiz = quizSchema.parse({
  format: 1,
  id: 'sample',
  title: 'Sample',
  questions: [
    {
      id: 'one',
      kind: 'single',
      prompt: 'Which?',
      tries: 2,
      options: [
        { id: 'a', text: 'A', correct: true, explanation: 'Yes.' },
        { id: 'b', text: 'B', explanation: 'No.' },
      ],
    },
  ],
});

/** A server on a free port with everything fake, in a folder of its own that goes with it. */
export async function startTestServer(given: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = given.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'kindlab-test-')));
  const log: string[] = [];
  const deps: ServerDeps = {
    ...fakeDeps({ catalog: sampleCatalog, quizzes: [sampleQuiz], bundleMs: 0 }),
    log: makeLogger('debug', { write: (line) => void log.push(line) }),
    ...given.deps,
  };
  const options = {
    port: 0,
    dataDir,
    distDir: path.join(dataDir, 'dist'),
    provider: 'fake' as const,
    ...given.options,
  };
  const server = await startServer(options, deps);
  return {
    server,
    url: server.url,
    dataDir,
    log,
    call: (method, to, body) =>
      fetch(server.url + to, {
        method,
        headers: {
          origin: server.url,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      if (given.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
