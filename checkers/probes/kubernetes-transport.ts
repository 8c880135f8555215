import { Buffer } from 'node:buffer';
import http from 'node:http';
import https from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { Fault } from '#containers/contract/fault.ts';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { withinDeadline } from '../within-deadline.ts';
import type { KubernetesObject, ObjectRef } from './probes.ts';

export interface KubernetesRequest {
  readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface KubernetesAnswer {
  readonly status: number;
  readonly body: KubernetesObject;
  /** As it came, for what isn't JSON. */
  readonly text: string;
}

export type KubernetesTransport = (
  request: KubernetesRequest,
  signal: AbortSignal,
) => Promise<KubernetesAnswer>;

const deadlineMs = 5000;
const mostBytes = 4 * 1024 * 1024;

/** The platform's own credentials; a learner's kubeconfig, which may name programs to run, is never loaded. */
export function kubeConfigOf(access: EnvironmentAccess['kubernetes']): KubeConfig {
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'lab', server: access.server, caData: base64(access.ca), skipTLSVerify: false },
    { name: 'platform', certData: base64(access.clientCertificate), keyData: base64(access.clientKey) },
  );
  return config;
}

/** One connection pool to one API server. Every request has a deadline, every answer a largest size. */
export function createKubernetesTransport(config: KubeConfig): KubernetesTransport {
  const server = config.getCurrentCluster()?.server ?? noCluster();
  let agent: http.Agent | undefined;
  return (request, signal) =>
    withinDeadline({ what: 'The Kubernetes API', ms: deadlineMs }, signal, async (within) => {
      const url = new URL(`${server.replace(/\/$/, '')}${request.path}`);
      for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
      try {
        // Anew for every request: a token may be renewed meanwhile.
        const settings: https.RequestOptions = {};
        await config.applyToHTTPSOptions(settings);
        agent ??= poolFor(url, settings);
        const headers = { ...Object.fromEntries(Object.entries(settings.headers ?? {})), ...request.headers };
        const { status, text } = await send({ url, agent, request: { ...request, headers } }, within);
        return { status, body: parseObject(text), text };
      } catch (cause) {
        within.throwIfAborted();
        throw cause instanceof Fault ? cause : noAnswer(cause);
      }
    });
}

function poolFor(url: URL, settings: https.RequestOptions): http.Agent {
  const pool = { keepAlive: true, maxSockets: 8 };
  if (url.protocol === 'http:') return new http.Agent(pool);
  const { ca, cert, key, passphrase, servername } = settings;
  return new https.Agent({
    ...pool,
    ca,
    cert,
    key,
    passphrase,
    ...(servername === undefined ? {} : { servername }),
    rejectUnauthorized: settings.rejectUnauthorized ?? true,
  });
}

interface Sending {
  readonly url: URL;
  readonly agent: http.Agent;
  readonly request: Omit<KubernetesRequest, 'headers'> & { readonly headers: http.OutgoingHttpHeaders };
}

function send(
  { url, agent, request }: Sending,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const type = request.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const headers = {
    accept: 'application/json, */*',
    ...(body === undefined ? {} : { 'content-type': type }),
    ...request.headers,
  };
  const scheme = url.protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    const outgoing = scheme.request(url, { method: request.method, agent, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > mostBytes)
          response.destroy(new Error(`The answer is larger than ${String(mostBytes)} bytes.`));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function noCluster(): never {
  throw new Fault({
    code: 'CONFIG_INVALID',
    message: 'The kubeconfig names no cluster.',
    hint: 'Choose a context that has one with --context.',
  });
}

function noAnswer(cause: unknown): Fault {
  return new Fault({
    code: 'PROBE_FAILED',
    message: 'The Kubernetes API of this environment did not answer.',
    hint: 'Check again in a moment. If it goes on, look at the control-plane container of this environment.',
    cause,
  });
}

function parseObject(text: string): KubernetesObject {
  if (text === '') return {};
  const parsed: unknown = parseJson(text);
  if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  throw noAnswer(new Error('The answer is not a JSON object.'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Discovery answers an unknown group in plain text: "404 page not found".
    return { message: text.slice(0, 200), cause: String(cause) };
  }
}

/** The path of an object, or of its collection when it has no name. */
export function pathOf({
  apiVersion,
  plural,
  namespace,
  name,
  subresource,
}: Omit<ObjectRef, 'name'> & { name?: string }): string {
  const parts = [
    ...apiPath(apiVersion),
    ...(namespace === undefined ? [] : ['namespaces', namespace]),
    plural,
    ...(name === undefined ? [] : [name]),
    ...(subresource === undefined ? [] : [subresource]),
  ];
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** `/api/v1`, or `/apis/<group>/<version>`. */
export function apiPath(apiVersion: string): readonly string[] {
  return apiVersion.includes('/') ? ['apis', ...apiVersion.split('/')] : ['api', apiVersion];
}
