import { request } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';

const notYetMs = 20_000;
const againMs = 200;

export interface ClusterAnswer {
  readonly status: number;
  readonly body: unknown;
  /** By the cluster's clock, in whole seconds. */
  readonly date?: Date;
}

export interface ClusterRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const answerMs = 10_000;

/**
 * One request to a cluster's API server with the platform's certificate. Any HTTP status is an answer; rejects when
 * there is none within ten seconds. A few plain calls while an environment is made: no client library needed.
 */
export async function askCluster(
  access: EnvironmentAccess['kubernetes'],
  { method, path, body, contentType = 'application/json', headers = {} }: ClusterRequest,
  signal: AbortSignal,
): Promise<ClusterAnswer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, access.server), {
      method,
      ca: access.ca,
      cert: access.clientCertificate,
      key: access.clientKey,
      agent: false,
      headers:
        text === undefined
          ? headers
          : { ...headers, 'content-type': contentType, 'content-length': Buffer.byteLength(text) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    call.on('error', (error) =>
      reject(signal.aborted && signal.reason instanceof Error ? signal.reason : error),
    );
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString('utf8');
        const { date } = response.headers;
        resolve({
          status: response.statusCode ?? 0,
          body: parse(answer),
          ...(date === undefined ? {} : { date: new Date(date) }),
        });
      });
    });
    call.end(text);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // `/readyz` and proxies answer plain text.
    return text;
  }
}

/** An object as the platform puts it into the cluster, with the collection that it belongs to. */
export interface ClusterObject {
  /** For example `/api/v1/namespaces`. */
  readonly collection: string;
  readonly manifest: Readonly<Record<string, unknown>> & {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  };
}

/** Puts an object into the cluster, whether it is there or not. Fault ENVIRONMENT_CREATE when the API refuses it. */
export async function applyObject(
  access: EnvironmentAccess['kubernetes'],
  object: ClusterObject,
  signal: AbortSignal,
): Promise<void> {
  const { collection, manifest } = object;
  const path = `${collection}/${manifest.metadata.name}?fieldManager=kindlab&force=true`;
  const patch = {
    method: 'PATCH',
    path,
    body: manifest,
    contentType: 'application/apply-patch+yaml',
  } as const;
  let answer = await askCluster(access, patch, signal);
  for (const end = performance.now() + notYetMs; isNotYet(answer) && performance.now() < end;) {
    await wait(againMs, undefined, { signal });
    answer = await askCluster(access, patch, signal);
  }
  if (answer.status >= 200 && answer.status < 300) return;
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `The cluster refused ${manifest.kind} ${manifest.metadata.name}: ${messageOf(answer)}`,
    hint: 'Start the lab again; if it happens again, this version of Kindlab does not fit the cluster in its bundle.',
  });
}

/** An API server that has just started has no range of service addresses yet, and calls any address a wrong one. */
function isNotYet(answer: ClusterAnswer): boolean {
  return answer.status >= 400 && messageOf(answer).includes('does not match the current range');
}

/** What a Kubernetes Status says, or the HTTP status where there is none. */
export function messageOf(answer: ClusterAnswer): string {
  const status = z.object({ message: z.string() }).safeParse(answer.body);
  return status.success ? status.data.message : `HTTP ${String(answer.status)}`;
}
