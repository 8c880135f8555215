import { z } from 'zod';
import { problem, type Problem } from '#site/protocol/api.ts';
import { understandServer } from '../language/understand-server.ts';
import { ApiProblem, notUnderstood, unreachable } from './problem.ts';

export interface Request<Schema extends z.ZodType> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly schema: Schema;
  /** Sent as JSON; a Blob as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Longest that the page waits for one answer. */
const timeoutMs = 90_000;

/** Asks for text, such as a recording; every failure is an `ApiProblem` with a hint. */
export async function requestText(path: string, signal: AbortSignal): Promise<string> {
  const response = await send({ path, schema: nothing, signal });
  if (!response.ok) throw await readProblem(response);
  return response.text();
}

export interface Bytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/** Asks for bytes and their `etag`; every failure is an `ApiProblem` with a hint. */
export async function requestBytes(path: string, signal: AbortSignal): Promise<Bytes> {
  const response = await send({ path, schema: nothing, signal });
  if (!response.ok) throw await readProblem(response);
  return {
    bytes: new Uint8Array(await response.arrayBuffer().catch(cutOff)),
    etag: response.headers.get('etag') ?? '',
  };
}

/** Asks the server and parses the answer; every failure is an `ApiProblem` with a hint. */
export async function request<Schema extends z.ZodType>(asked: Request<Schema>): Promise<z.output<Schema>> {
  const response = await send(asked);
  if (!response.ok) throw await readProblem(response);
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(notJson);
  const parsed = asked.schema.safeParse(body);
  if (!parsed.success) throw notUnderstood(parsed.error);
  return parsed.data;
}

async function send(asked: Request<z.ZodType>): Promise<Response> {
  const { body } = asked;
  const type = body instanceof Blob ? 'application/octet-stream' : 'application/json';
  const init: RequestInit = {
    method: asked.method ?? 'GET',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': type }),
      ...asked.headers,
    },
    signal: AbortSignal.any([asked.signal, AbortSignal.timeout(timeoutMs)]),
    ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
  };
  try {
    return await fetch(asked.path, init);
  } catch (error) {
    throw unreachable(error);
  }
}

async function readProblem(response: Response): Promise<ApiProblem> {
  const parsed = problem.safeParse(await response.json().catch(notJson));
  if (parsed.success) return new ApiProblem(await inWords(parsed.data));
  return response.status >= 502 ? unreachable(response.status) : notUnderstood(response.status);
}

/** What the server says is wrong, in the language of the page. */
async function inWords(told: Problem): Promise<Problem> {
  const say = await understandServer();
  return { ...told, detail: say(told.detail), hint: say(told.hint) };
}

/** The line broke in the middle of the answer. */
function cutOff(cause: unknown): never {
  throw unreachable(cause);
}

/** A body that is not JSON fails its schema, which says it better. */
function notJson(): undefined {
  return undefined;
}

/** For answers without a body. */
export const nothing = z.undefined();
