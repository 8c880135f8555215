import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { problem } from '#site/protocol/api.ts';
import { operatorAccess, operatorFile } from '#site/protocol/operator.ts';

export interface Call<Schema extends z.ZodType> {
  readonly method?: 'DELETE' | 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly schema: Schema;
}

const answerMs = 60_000;

/** Asks the server that runs in a data folder, as its operator. Throws a Fault that carries the server's own words. */
export async function askServer<Schema extends z.ZodType>(
  dataDir: string,
  { method = 'GET', path: to, body, schema }: Call<Schema>,
): Promise<z.output<Schema>> {
  const { url, token } = await accessTo(dataDir);
  const answer = await fetch(url + to, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(answerMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw notRunning(dataDir, cause);
  });
  const type = answer.headers.get('content-type') ?? '';
  const told: unknown = /json/.test(type) ? await answer.json() : await answer.text();
  if (answer.ok) return schema.parse(told);
  const { code, detail, hint } = problem.parse(told);
  const known = code === 'NOT_FOUND' || code === 'QUOTA' || code === 'PROTOCOL' ? code : 'NOT_ALLOWED';
  throw new Fault({ code: known, message: detail, hint });
}

async function accessTo(dataDir: string): Promise<z.output<typeof operatorAccess>> {
  try {
    return operatorAccess.parse(JSON.parse(await readFile(path.join(dataDir, operatorFile), 'utf8')));
  } catch (cause) {
    throw notRunning(dataDir, cause);
  }
}

function notRunning(dataDir: string, cause: unknown): Fault {
  return new Fault({
    code: 'NOT_FOUND',
    message: `No server answers that works in ${dataDir}.`,
    hint: 'Start it with `npm start -- --auth accounts`, or name its folder with --data-dir.',
    cause,
  });
}
