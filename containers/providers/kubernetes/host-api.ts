import https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';

export interface HostRequest {
  readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
}

/** A refusal by the host cluster's API, with its HTTP status. */
export class HostRefusal extends Error {
  override readonly name = 'HostRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Any object of Kubernetes, as we make it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly [field: string]: unknown;
}

const answerMs = 30_000;
const status = z.object({ message: z.string() });
const gone = [404, 410] as const;

/** The API of the cluster that carries environments. Every call has a deadline; connections are kept for reuse. */
export class HostApi {
  readonly #config: KubeConfig;
  #agent: https.Agent | undefined;

  constructor(config: KubeConfig) {
    this.#config = config;
  }

  /** Answers the parsed body. Throws HostRefusal for any status of 300 and above, a Fault when nobody answers. */
  async ask(request: HostRequest, signal: AbortSignal): Promise<unknown> {
    const text = await this.text(request, signal);
    return text === '' ? undefined : parse(text);
  }

  /** The same for what is no object, such as a log: the body as it came. */
  async text(request: HostRequest, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const deadline = AbortSignal.timeout(answerMs);
    try {
      return await this.#send(request, AbortSignal.any([signal, deadline]));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof HostRefusal || error instanceof Fault) throw error;
      throw unreachable(error);
    }
  }

  /** The same; `undefined` when there is no such object. */
  async find(request: HostRequest, signal: AbortSignal): Promise<unknown> {
    return this.ask(request, signal).catch((error: unknown) => unlessStatus(error, ...gone));
  }

  /** Puts an object there as it is described, whether it is new or not. */
  async apply(collection: string, manifest: Manifest, signal: AbortSignal): Promise<void> {
    await this.ask(
      {
        method: 'PATCH',
        path: `${collection}/${manifest.metadata.name}`,
        query: { fieldManager: 'kindlab', force: 'true' },
        body: manifest,
        contentType: 'application/apply-patch+yaml',
      },
      signal,
    );
  }

  async #send(request: HostRequest, signal: AbortSignal): Promise<string> {
    const settings: https.RequestOptions = {};
    // Anew for every request: the token of a service account is renewed meanwhile.
    await this.#config.applyToHTTPSOptions(settings);
    this.#agent ??= new https.Agent({
      keepAlive: true,
      ca: settings.ca,
      cert: settings.cert,
      key: settings.key,
      rejectUnauthorized: settings.rejectUnauthorized ?? true,
    });
    const text = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = {
      ...Object.fromEntries(Object.entries(settings.headers ?? {})),
      accept: 'application/json',
      ...(text === undefined
        ? {}
        : {
            'content-type': request.contentType ?? 'application/json',
            'content-length': Buffer.byteLength(text),
          }),
    };
    const url = new URL(request.path, this.#config.getCurrentCluster()?.server);
    for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.set(key, value);
    const answer = await exchange(url, { method: request.method, agent: this.#agent, headers, signal }, text);
    if (answer.status < 300) return answer.text;
    const said = status.safeParse(parse(answer.text));
    throw new HostRefusal(answer.status, said.success ? said.data.message : `HTTP ${String(answer.status)}`);
  }
}

/** Lets a refusal with one of these statuses pass as `undefined`. */
export function unlessStatus(error: unknown, ...statuses: readonly number[]): undefined {
  if (error instanceof HostRefusal && statuses.includes(error.status)) return undefined;
  throw error;
}

function exchange(
  url: URL,
  options: https.RequestOptions,
  text: string | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const call = https.request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.on('error', reject);
    call.end(text);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy on the way answers plain text.
    return { message: text.slice(0, 300) };
  }
}

/** Nobody answers where the kubeconfig points to. */
export function unreachable(cause: unknown): Fault {
  return new Fault({
    code: 'ENGINE_UNREACHABLE',
    message: `The cluster that carries the environments does not answer: ${cause instanceof Error ? cause.message : String(cause)}.`,
    hint: 'See whether it runs and whether this kubeconfig or service account may use it: `kubectl auth whoami`.',
    cause,
  });
}
