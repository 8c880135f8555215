import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { Fault, type FaultCode } from '#containers/contract/fault.ts';
import { problem } from '#site/server/grader-api/messages.ts';

export interface GraderCall<Schema extends z.ZodType> {
  readonly method?: 'GET' | 'POST';
  /** Below /api/v1. */
  readonly path: string;
  readonly body?: unknown;
  readonly schema: Schema;
}

export interface ServerNamed {
  readonly server: string;
  readonly tokenFile?: string;
}

const answerMs = 60_000;

/** Speaks the API for graders of any Kindlab server. */
export class GraderClient {
  readonly #origin: string;
  readonly #token: string | undefined;

  private constructor(origin: string, token: string | undefined) {
    this.#origin = origin;
    this.#token = token;
  }

  /** With the token of a file or of KINDLAB_TOKEN; without one for a server without accounts. Throws Fault CONFIG_INVALID. */
  static async open({ server, tokenFile }: ServerNamed): Promise<GraderClient> {
    if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol))
      throw usage(`${server} is no address of a server.`, 'Give one such as https://lab.example.');
    const token = tokenFile === undefined ? process.env['KINDLAB_TOKEN'] : await readToken(tokenFile);
    return new GraderClient(new URL(server).origin, token?.trim() === '' ? undefined : token?.trim());
  }

  /** Throws a Fault that carries the server's own words; CONFIG_INVALID or NOT_FOUND where another request would help. */
  async ask<Schema extends z.ZodType>(
    { method = 'GET', path, body, schema }: GraderCall<Schema>,
    signal: AbortSignal,
  ): Promise<z.output<Schema>> {
    // Without a token we say where we come from, as a page of the server would.
    const who =
      this.#token === undefined ? { origin: this.#origin } : { authorization: `Bearer ${this.#token}` };
    const answer = await fetch(`${this.#origin}/api/v1${path}`, {
      method,
      redirect: 'error',
      headers: { ...who, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw this.#unreachable(cause);
    });
    const told: unknown = await answer.json().catch(() => undefined);
    const parsed = schema.safeParse(told);
    if (answer.ok && parsed.success) return parsed.data;
    throw this.#refused(answer.status, told);
  }

  #refused(status: number, told: unknown): Fault {
    const said = problem.safeParse(told);
    if (!said.success) return this.#unreachable(new Error(`It answered ${status} with something else.`));
    const { detail, hint } = said.data;
    return new Fault({ code: codeOf(status), message: detail, hint });
  }

  #unreachable(cause: unknown): Fault {
    return new Fault({
      code: 'PROBE_FAILED',
      message: `No Kindlab server answers at ${this.#origin}.`,
      hint: 'Check --server, and whether that server is of this version and runs.',
      cause,
    });
  }
}

/** What is wrong with the request is wrong with the options; the rest is nobody's answer. */
function codeOf(status: number): FaultCode {
  if (status === 404) return 'NOT_FOUND';
  return status < 500 && status !== 429 ? 'CONFIG_INVALID' : 'PROBE_FAILED';
}

async function readToken(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw usage(`The token file could not be read: ${String(cause)}`, 'Give another --token-file.');
  });
}

function usage(message: string, hint: string): Fault {
  return new Fault({ code: 'CONFIG_INVALID', message, hint });
}
