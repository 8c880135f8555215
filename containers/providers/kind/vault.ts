import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { EnvironmentAccess, Plan } from '#containers/contract/environment.ts';
import { nameOf } from '#containers/providers/plan.ts';
import type { Clock } from '#containers/providers/surroundings.ts';
import { publishedPort } from './admin-access.ts';
import { auditFile, auditVolume } from './audit-log.ts';
import { startContainer } from './container.ts';
import { ask } from './engine.ts';
import type { KindContext } from './kind-context.ts';
import type { Subnet } from './subnet.ts';
import { callVault, vaultFault, waitForVault } from './vault-api.ts';
import { vaultCommand, vaultSettings } from './vault-settings.ts';

export const vaultInCluster = 'http://vault.vault.svc:8200';
const port = '8200/tcp';

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
      command: vaultCommand,
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
      files: vaultSettings(context.bundle.versions.vaultProduct),
      // Its memory is its storage: nobody may meet a restarted one before its contents are back (restore-vault.ts).
      restart: 'no',
    },
    signal,
  );
  const address = await vaultAddress(context, name, signal);
  await prepareVault({ address, tokens, clock: context.clock }, signal);
}

/** Waits until a new Vault answers, and furnishes it. Fault ENVIRONMENT_CREATE. */
export async function prepareVault({ address, tokens, clock }: NewVault, signal: AbortSignal): Promise<void> {
  await waitForVault({ clock }, address, signal);
  await furnishVault(address, tokens, signal);
}

/** What every Vault of ours begins with: a device that audits, and the platform's own token. */
export async function furnishVault(address: string, tokens: VaultTokens, signal: AbortSignal): Promise<void> {
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
  const { platform } = await readVaultTokens(context, id, signal);
  return {
    address: await vaultAddress(context, nameOf(id, 'vault'), signal),
    token: platform,
    addressInCluster: vaultInCluster,
  };
}

/** As it was started with. */
export async function readVaultTokens(
  context: KindContext,
  id: string,
  signal: AbortSignal,
): Promise<VaultTokens> {
  const details = await ask('look at Vault', signal, (abortSignal) =>
    context.docker.getContainer(nameOf(id, 'vault')).inspect({ abortSignal }),
  );
  const token = (variable: string): string => {
    const line = details.Config.Env.find((entry) => entry.startsWith(`${variable}=`));
    if (line === undefined) throw vaultFault(`was started without ${variable}`);
    return line.slice(variable.length + 1);
  };
  return { learner: token('BAO_DEV_ROOT_TOKEN_ID'), platform: token(platformTokenVariable) };
}

export async function vaultAddress(context: KindContext, name: string, signal: AbortSignal): Promise<string> {
  return `http://127.0.0.1:${await publishedPort(context.docker, name, port, signal)}`;
}

const devices = z.object({ data: z.record(z.string(), z.unknown()) });

/** OpenBao takes its audit device from the image's configuration; Vault wants to be asked. */
async function ensureAudit(address: string, token: string, signal: AbortSignal): Promise<void> {
  const listed = devices.safeParse(
    await callVault(address, { token, method: 'GET', path: 'sys/audit' }, signal),
  );
  if (listed.success && Object.keys(listed.data.data).length > 0) return;
  const body = {
    type: 'file',
    description: 'Everything that was asked of this Vault',
    options: { file_path: auditFile, mode: '0644' },
  };
  await callVault(address, { token, method: 'PUT', path: 'sys/audit/file', body }, signal);
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
  await callVault(
    address,
    { token: tokens.learner, method: 'POST', path: 'auth/token/create', body },
    signal,
  );
}
