import { createHash } from 'node:crypto';
import { z } from 'zod';
import { presentable } from '#checkers/presentable.ts';
import { Fault } from '#containers/contract/fault.ts';
import type { Environment } from '#containers/contract/environment.ts';

const entry = z.object({
  time: z.string(),
  operation: z.string(),
  path: z.string(),
  /** Such as `kv` or `kubernetes`. */
  mount: z.string(),
  /** By which way whoever asked had logged in. */
  by: z.string(),
});

export type AuditEntry = z.infer<typeof entry>;

/** What a Vault was asked, without a value, a token or a name of who asked; the hash is that of the whole log. */
export const auditExcerpt = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('read'),
    sha256: z.string(),
    bytes: z.number(),
    lines: z.number(),
    /** The last requests, oldest first. */
    last: z.array(entry).readonly(),
  }),
  z.object({ state: z.literal('unread'), why: z.string() }),
]);

export type AuditExcerpt = z.infer<typeof auditExcerpt>;

const limits = { entries: 200, pathLength: 200, lineBytes: 256 * 1024, logBytes: 256 * 1024 * 1024 } as const;
const readMs = 30_000;

/** Vault's own line for a request that it has answered; of everything else in it nothing is even looked at. */
const auditLine = z.object({
  time: z.string(),
  type: z.literal('response'),
  request: z.object({
    operation: z.string().default(''),
    path: z.string().default(''),
    mount_type: z.string().default(''),
  }),
  auth: z
    .object({ display_name: z.string().default(''), policies: z.array(z.string()).default([]) })
    .prefault({}),
});

/** Never rejects: a log that can't be read takes nobody's verdict away, and the evidence says so. */
export async function readAuditExcerpt(
  environment: Pick<Environment, 'auditLog'>,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<AuditExcerpt> {
  try {
    const timely = AbortSignal.any([signal, AbortSignal.timeout(readMs)]);
    return await excerptOf(await environment.auditLog(timely), secrets);
  } catch (error) {
    return { state: 'unread', why: presentable(reasonOf(error), secrets) };
  }
}

/** Reads a log as it comes; however long it is, only what is kept of it is held. */
export async function excerptOf(
  log: AsyncIterable<Uint8Array>,
  secrets: readonly string[],
): Promise<AuditExcerpt> {
  const hash = createHash('sha256');
  const last: AuditEntry[] = [];
  let [bytes, lines, rest] = [0, 0, Buffer.alloc(0)];
  const take = (line: Buffer): void => {
    lines += 1;
    const found = line.length > limits.lineBytes ? undefined : entryOf(line.toString('utf8'), secrets);
    if (found === undefined) return;
    last.push(found);
    if (last.length > limits.entries) last.shift();
  };
  for await (const chunk of log) {
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes > limits.logBytes) throw tooLong();
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
      take(rest.subarray(start, end));
      start = end + 1;
    }
    // Of a line that is too long, no more than that is kept.
    rest = rest.subarray(start, start + limits.lineBytes + 1);
  }
  if (rest.length > 0) take(rest);
  return { state: 'read', sha256: hash.digest('hex'), bytes, lines, last };
}

function entryOf(line: string, secrets: readonly string[]): AuditEntry | undefined {
  const parsed = auditLine.safeParse(jsonOf(line));
  if (!parsed.success) return undefined;
  const { time, request, auth } = parsed.data;
  return {
    time: plain(time, secrets),
    operation: plain(request.operation, secrets),
    path: plain(request.path, secrets),
    mount: plain(request.mount_type, secrets),
    by: wayOf(auth),
  };
}

/** Paths are the learner's own words, and some of Vault's end in a token or an accessor. */
function plain(text: string, secrets: readonly string[]): string {
  const shown = presentable(text, secrets)
    .replaceAll(/\b(?:hv)?[sbr]\.[\w-]{12,}/g, '(hidden)')
    .replaceAll(/hmac-sha256:[0-9a-f]+/g, '(hidden)');
  return shown.length > limits.pathLength ? `${shown.slice(0, limits.pathLength - 1)}…` : shown;
}

const ways = /^(approle|cert|jwt|kubernetes|token|userpass)(?:-|$)/;

/** Names of people and tokens are left out. */
function wayOf({ display_name: name, policies }: z.infer<typeof auditLine>['auth']): string {
  if (name === '' && policies.length === 0) return 'nobody';
  if (name === 'root') return 'root';
  return ways.exec(name)?.[1] ?? 'other';
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // A line that was cut by a kill; it still counts, and it is in the hash.
    return undefined;
  }
}

function tooLong(): Fault {
  return new Fault({
    code: 'FILE_TOO_LARGE',
    message: `Vault's audit log is longer than ${String(limits.logBytes / 1024 / 1024)} MiB.`,
    hint: 'The verdict holds without it.',
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
