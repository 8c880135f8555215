import { Fault } from '#containers/contract/fault.ts';
import type { KindContext } from './kind-context.ts';

const answerMs = 5_000;
const readyMs = 60_000;

export interface VaultCall {
  readonly token: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

/** Asks a Vault one thing. Answers what it says, `undefined` for nothing; a refusal is a Fault that names it. */
export async function callVault(address: string, asked: VaultCall, signal: AbortSignal): Promise<unknown> {
  const { status, text } = await tellVault(address, asked, signal);
  if (status >= 300) throw refused(asked, status, text);
  return text === '' ? undefined : JSON.parse(text);
}

/** The same, where that there is nothing is an answer, too. */
export async function readVault(address: string, asked: VaultCall, signal: AbortSignal): Promise<unknown> {
  const { status, text } = await tellVault(address, asked, signal);
  if (status === 404) return undefined;
  if (status >= 300) throw refused(asked, status, text);
  return JSON.parse(text);
}

async function tellVault(
  address: string,
  { token, method, path, body }: VaultCall,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${address}/v1/${path}`, {
    method,
    headers: { 'X-Vault-Token': token },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
  });
  return { status: response.status, text: await response.text() };
}

/** Waits until it has started and is unsealed. */
export async function waitForVault(
  context: Pick<KindContext, 'clock'>,
  address: string,
  signal: AbortSignal,
): Promise<void> {
  const deadline = context.clock.now().getTime() + readyMs;
  while (context.clock.now().getTime() < deadline) {
    const response = await fetch(`${address}/v1/sys/health`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    }).catch(notYet);
    await response?.body?.cancel();
    if (response?.status === 200) return;
    await context.clock.wait(100, signal);
  }
  throw vaultFault(`was not ready after ${String(readyMs / 1000)} s`);
}

/** While the process starts, nobody listens behind the port. */
function notYet(): undefined {
  return undefined;
}

function refused({ method, path }: VaultCall, status: number, text: string): Fault {
  return vaultFault(`answered ${method} ${path} with HTTP ${String(status)}: ${text.slice(0, 300)}`);
}

export function vaultFault(what: string): Fault {
  return new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `The Vault of this environment ${what}.`,
    hint: 'Start the lab again; if it happens again, look at the log of its container with `docker logs`.',
  });
}
