import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import { ZipFile } from 'yazl';
import { job, type Job, type JobState } from '#site/server/grader-api/messages.ts';
import { fakeDeps } from '#site/server/dev/fake-deps.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { startTestServer, type TestServer, type TestServerOptions } from './start-test-server.ts';
import { until } from './until.ts';

/** A server whose environments cost no time, so that many can be asked for. */
export function startForGraders({ deps, ...given }: TestServerOptions = {}): Promise<TestServer> {
  return startTestServer({ ...given, deps: quickDeps(deps) });
}

/** Everything fake, without waits. */
export function quickDeps(more: TestServerOptions['deps'] = {}): NonNullable<TestServerOptions['deps']> {
  const { log: _own, ...fake } = fakeDeps({
    catalog: sampleCatalog,
    quizzes: [],
    bundleMs: 0,
    environmentMs: 0,
  });
  return { ...fake, timing: { retryMs: 1 }, ...more };
}

/** A zip of these files, as a learner hands it in. */
export async function archiveOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream);
}

/** What a submission of the sample lab says to the scripted grader, as an archive. */
export function submission(...lines: readonly string[]): Promise<Buffer> {
  return archiveOf({ 'solution/store/run.sh': lines.join('\n') });
}

/** A program without pages or cookies, with a token or without. */
export class GradingProgram {
  readonly url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, token?: string) {
    this.url = url;
    // Without a token it is the local learner's own, who has to come from our own address.
    this.#headers = token === undefined ? { origin: url } : { authorization: `Bearer ${token}` };
  }

  call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const isArchive = body instanceof Buffer;
    const type = body === undefined ? undefined : isArchive ? 'application/zip' : 'application/json';
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { ...this.#headers, ...(type === undefined ? {} : { 'content-type': type }), ...headers },
      ...(body === undefined ? {} : { body: isArchive ? new Uint8Array(body) : JSON.stringify(body) }),
    });
  }

  async read<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    return schema.parse(await (await this.call('GET', path)).json());
  }

  async grade(archive: Buffer, name = 'ann', headers = {}): Promise<Job> {
    const answer = await this.call('POST', `/gradings?lab=static-sync&name=${name}`, archive, headers);
    if (answer.status !== 202) throw new Error(await answer.text());
    return job.parse(await answer.json());
  }

  async check(attempt: string, exercises?: readonly string[]): Promise<Job> {
    const answer = await this.call('POST', '/checks', { attempt, exercises });
    if (answer.status !== 202) throw new Error(await answer.text());
    return job.parse(await answer.json());
  }

  /** Asks seldom enough not to be refused for it. */
  reached(id: string, state: JobState, deadlineMs = 30_000): Promise<Job> {
    const ask = async (): Promise<Job | undefined> => {
      const found = await this.read(job, `/jobs/${id}`);
      if (found.state === state) return found;
      await wait(100);
      return undefined;
    };
    return until(`${id} ${state}`, ask, deadlineMs);
  }
}
