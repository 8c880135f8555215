import { Fault } from '#containers/contract/fault.ts';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { withinDeadline } from '../within-deadline.ts';
import type { Challenger, VaultAnswer, VaultProbe } from './probes.ts';

const deadlineMs = 5000;
const mostBytes = 1024 * 1024;

interface VaultRequest {
  readonly method: 'DELETE' | 'GET' | 'LIST' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

type VaultTransport = (request: VaultRequest, signal: AbortSignal) => Promise<VaultAnswer>;

/** Vault with the platform's token. Any HTTP answer is a value; no answer within 5 s is a Fault PROBE_FAILED. */
export function createVaultTransport(access: EnvironmentAccess['vault']): VaultTransport {
  return ({ method, path, body }, signal) =>
    withinDeadline({ what: 'Vault', ms: deadlineMs }, signal, async (within) => {
      try {
        const response = await fetch(urlOf(access.address, path), {
          method,
          headers: { 'X-Vault-Token': access.token, 'X-Vault-Request': 'true' },
          redirect: 'error',
          signal: within,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        return { status: response.status, body: parse(await readCapped(response)) };
      } catch (cause) {
        within.throwIfAborted();
        throw noAnswer(cause);
      }
    });
}

export function createVaultProbe(ask: VaultTransport): VaultProbe {
  return {
    read: (path, signal) => ask({ method: 'GET', path }, signal),
    list: (path, signal) => ask({ method: 'LIST', path }, signal),
    lookupToken: (token, signal) =>
      ask({ method: 'POST', path: 'auth/token/lookup', body: { token } }, signal),
    capabilities: (token, paths, signal) =>
      ask({ method: 'POST', path: 'sys/capabilities', body: { token, paths } }, signal),
  };
}

export function createVaultWrites(ask: VaultTransport): Pick<Challenger, 'vaultDelete' | 'vaultWrite'> {
  return {
    vaultWrite: (path, body, signal) => ask({ method: 'POST', path, body }, signal),
    vaultDelete: (path, signal) => ask({ method: 'DELETE', path }, signal),
  };
}

/** `secret/data/app?version=2`: every segment is encoded, the query is kept. */
function urlOf(address: string, path: string): URL {
  const [segments = '', query = ''] = path.split('?');
  const url = new URL(`${address}/v1/${segments.split('/').map(encodeURIComponent).join('/')}`);
  url.search = query;
  return url;
}

async function readCapped(response: Response): Promise<string> {
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(`The answer is larger than ${String(mostBytes)} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

function noAnswer(cause: unknown): Fault {
  return new Fault({
    code: 'PROBE_FAILED',
    message: 'The Vault of this environment did not answer.',
    hint: 'Check again in a moment. If it goes on, look at the vault container of this environment.',
    cause,
  });
}
