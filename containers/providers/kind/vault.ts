import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { EnvironmentAccess, Plan } from '#containers/contract/environment.ts';
import { nameOf } from '#containers/providers/plan.ts';
import type { Clock } from '#containers/providers/surroundings.ts';
import { publishedPort } from './admin-access.ts';
import { auditFile, auditSettings, auditVolume } from './audit-log.ts';
import { startContainer } from './container.ts';
import { ask } from './engine.ts';
import type { KindContext } from './kind-context.ts';
import type { Subnet } from './subnet.ts';

export const vaultInCluster = 'http://vault.vault.svc:8200';
const port = '8200/tcp';
const readyMs = 60_000;
const answerMs = 5_000;

/** Kept in the container's own settings, which only somebody who may use Docker can read; found again after a restart. */
const platformTokenVariable = 'KINDLAB_PLATFORM_TOKEN';

/** Who gets which token: the learner's is the root token of dev mode, the platform's is an orphan of its own. */
export interface VaultTokens {
  readonly learner: string;
  readonly platform: string;
}

export function newVaultTokens(): VaultTokens {
  const token = () => randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x');
  return { learner: `lab-${token()}`, platform: `kindlab-${token()}` };
}

/** Starts the environment's Vault in dev mode and waits until it answers, audits and knows the platform's token. */
export async function createVault(
  context: KindContext,
  plan: Plan,
  options: { readonly subnet: Subnet; readonly tokens: VaultTokens },
  signal: AbortSignal,
): Promise<void> {
  const { tokens, subnet } = options;
  const name = await startContainer(
    context,
    plan,
    {
      part: 'vault',
      image: plan.images.vault,
      address: subnet.vault,
      aliases: ['vault'],
      memoryMiB: plan.spec.limits.vaultMemoryMiB,
      pids: 256,
      env: {
        BAO_DEV_ROOT_TOKEN_ID: tokens.learner,
        VAULT_DEV_ROOT_TOKEN_ID: tokens.learner,
        [platformTokenVariable]: tokens.platform,
      },
      publish: port,
      volume: auditVolume(plan, 'write'),
      files: auditSettings(),
      // Its memory is its storage: a restarted one would stand there empty. Better seen as broken.
      restart: 'no',
    },
    signal,
  );
  const address = await vaultAddress(context, name, signal);
  await prepareVault({ address, tokens, clock: context.clock }, signal);
}

/** Waits until a new Vault answers, and makes it audit and know the platform's token. Fault ENVIRONMENT_CREATE. */
export async function prepareVault({ address, tokens, clock }: NewVault, signal: AbortSignal): Promise<void> {
  await waitForVault(clock, address, signal);
  await ensureAudit(address, tokens.learner, signal);
  await createPlatformToken(address, tokens, signal);
}

interface NewVault {
  readonly address: string;
  readonly tokens: VaultTokens;
  readonly clock: Clock;
}

/** The platform's way to the Vault of an environment. */
export async function vaultAccess(
  context: KindContext,
  id: string,
  signal: AbortSignal,
): Promise<EnvironmentAccess['vault']> {
  const name = nameOf(id, 'vault');
  const details = await ask('look at Vault', signal, (abortSignal) =>
    context.docker.getContainer(name).inspect({ abortSignal }),
  );
  const line = details.Config.Env.find((entry) => entry.startsWith(`${platformTokenVariable}=`));
  if (line === undefined) throw vaultFault('holds no token of the platform');
  return {
    address: await vaultAddress(context, name, signal),
    token: line.slice(platformTokenVariable.length + 1),
    addressInCluster: vaultInCluster,
  };
}

async function vaultAddress(context: KindContext, name: string, signal: AbortSignal): Promise<string> {
  return `http://127.0.0.1:${await publishedPort(context.docker, name, port, signal)}`;
}

async function waitForVault(clock: Clock, address: string, signal: AbortSignal): Promise<void> {
  const deadline = clock.now().getTime() + readyMs;
  while (clock.now().getTime() < deadline) {
    const response = await fetch(`${address}/v1/sys/health`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    }).catch(notYet);
    await response?.body?.cancel();
    if (response?.status === 200) return;
    await clock.wait(100, signal);
  }
  throw vaultFault(`was not ready after ${String(readyMs / 1000)} s`);
}

/** While the process starts, nobody listens behind the port. */
function notYet(): undefined {
  return undefined;
}

const devices = z.object({ data: z.record(z.string(), z.unknown()) });

/** OpenBao takes its audit device from the image's configuration; Vault wants to be asked. */
async function ensureAudit(address: string, token: string, signal: AbortSignal): Promise<void> {
  const listed = devices.safeParse(await call(address, { token, method: 'GET', path: 'sys/audit' }, signal));
  if (listed.success && Object.keys(listed.data.data).length > 0) return;
  const body = {
    type: 'file',
    description: 'Everything that was asked of this Vault',
    options: { file_path: auditFile, mode: '0644' },
  };
  await call(address, { token, method: 'PUT', path: 'sys/audit/file', body }, signal);
}

/** An orphan: the learner may revoke the root token and everything that came from it, and checks go on working. */
async function createPlatformToken(address: string, tokens: VaultTokens, signal: AbortSignal): Promise<void> {
  const body = {
    id: tokens.platform,
    policies: ['root'],
    no_parent: true,
    no_default_policy: true,
    display_name: 'kindlab',
    renewable: false,
  };
  await call(address, { token: tokens.learner, method: 'POST', path: 'auth/token/create', body }, signal);
}

interface VaultCall {
  readonly token: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
}

async function call(
  address: string,
  { token, method, path, body }: VaultCall,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetch(`${address}/v1/${path}`, {
    method,
    headers: { 'X-Vault-Token': token },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
  });
  const text = await response.text();
  if (!response.ok)
    throw vaultFault(
      `answered ${method} ${path} with HTTP ${String(response.status)}: ${text.slice(0, 300)}`,
    );
  return text === '' ? undefined : JSON.parse(text);
}

function vaultFault(what: string): Fault {
  return new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `The Vault of this environment ${what}.`,
    hint: 'Start the lab again; if it happens again, look at the log of its container with `docker logs`.',
  });
}
