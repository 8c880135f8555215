import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { loadKubeconfig } from '#checkers/probes/load-kubeconfig.ts';
import { makeProbes, probesFor } from '#checkers/probes/make-probes.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import type { Environment } from '#containers/contract/environment.ts';
import { Fault } from '#containers/contract/fault.ts';
import { readValues, type Values } from '#labs/grading/attempt-values.ts';
import type { Lab } from '#labs/lab.ts';
import { workspaceProbe } from '#labs/run-in-workspace.ts';
import { listRunningAttempts } from '#site/server/state/attempt-rows.ts';
import { lockDataFolder } from '#site/server/state/lock-data-folder.ts';
import { openDatabase } from '#site/server/state/open-database.ts';
import { openProvider } from './open-provider.ts';
import { dataFolder } from './serve-options.ts';

/** Whose world is meant: a hosted environment, or any cluster and Vault. */
export interface TargetOptions {
  readonly environment?: string;
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly allowPrograms?: boolean;
  readonly vaultAddr?: string;
  readonly vaultTokenFile?: string;
  readonly vaultInCluster: string;
  readonly values?: string;
}

/** The probes of what the options name. Throws Fault CONFIG_INVALID or NOT_FOUND when they name nothing. */
export async function openTarget(lab: Lab, options: TargetOptions, signal: AbortSignal): Promise<Probes> {
  return options.environment === undefined
    ? anyCluster(lab, options)
    : hosted(lab, options.environment, options, signal);
}

async function anyCluster(lab: Lab, options: TargetOptions): Promise<Probes> {
  const { values, vaultAddr = process.env['VAULT_ADDR'] } = options;
  if (values === undefined)
    throw usage(
      'The values of this attempt are missing: checks compare the cluster with them.',
      `Give them with --values; \`kindlab labs values ${lab.id}\` makes new ones to work with.`,
    );
  if (vaultAddr === undefined || !URL.canParse(vaultAddr) || !/^https?:/.test(vaultAddr))
    throw usage('The address of Vault is missing or none.', 'Give it with --vault-addr or in VAULT_ADDR.');
  const kubeconfig = loadKubeconfig({
    file: options.kubeconfig ?? defaultKubeconfig(),
    context: options.context,
    mayRunPrograms: options.allowPrograms === true,
  });
  const vault = {
    address: vaultAddr.replace(/\/+$/, ''),
    token: await vaultToken(options.vaultTokenFile),
    addressInCluster: options.vaultInCluster,
  };
  return probesFor({ kubernetes: kubeconfig, vault }, await readValues(lab, values));
}

function defaultKubeconfig(): string {
  const [first] = (process.env['KUBECONFIG'] ?? '').split(path.delimiter).filter((file) => file !== '');
  return first ?? path.join(homedir(), '.kube', 'config');
}

async function vaultToken(file: string | undefined): Promise<string> {
  const token =
    file === undefined
      ? process.env['VAULT_TOKEN']
      : await readFile(file, 'utf8').catch((cause: unknown) => {
          throw usage(
            `The token file could not be read: ${String(cause)}`,
            'Give another --vault-token-file.',
          );
        });
  if (token !== undefined && token.trim() !== '') return token.trim();
  throw usage('There is no token for Vault.', 'Give one with --vault-token-file or in VAULT_TOKEN.');
}

async function hosted(lab: Lab, id: string, options: TargetOptions, signal: AbortSignal): Promise<Probes> {
  const provider = await openProvider(dataFolder(options.dataDir), signal);
  const there = await provider.list(signal);
  const environment = there.find((each) => each.id === id);
  if (environment === undefined) {
    const known = there.map((each) => `${each.id} (${each.lab})`).join(', ');
    throw usage(
      `There is no environment ${id} here.`,
      known === '' ? 'There are none; is --data-dir that of the server?' : `There are: ${known}.`,
    );
  }
  if (environment.lab !== lab.id)
    throw usage(`The environment ${id} is for the lab ${environment.lab}.`, 'Check that lab instead.');
  const values =
    options.values === undefined
      ? await storedValues(environment, options)
      : await readValues(lab, options.values);
  return {
    ...makeProbes(await environment.access(signal), values),
    workspace: workspaceProbe(environment, values),
  };
}

/** From the database of the server, which is ours alone to open while no server has it. */
async function storedValues({ owner }: Environment, options: TargetOptions): Promise<Values> {
  const dataDir = dataFolder(options.dataDir);
  const { databaseUrl } = options;
  const lock = databaseUrl === undefined ? await lockDataFolder(dataDir).catch(inUse) : undefined;
  try {
    const db = await openDatabase({ dataDir, databaseUrl });
    try {
      const attempt = (await listRunningAttempts(db)).find((each) => each.id === owner.attempt);
      if (attempt !== undefined) return attempt.values;
      throw usage(`The attempt ${owner.attempt} is not in this database.`, 'Give its values with --values.');
    } finally {
      await db.destroy();
    }
  } finally {
    await lock?.release();
  }
}

function inUse(cause: unknown): never {
  throw new Fault({
    code: 'DATA_IN_USE',
    message: 'The values of this attempt are in a database that a running server has to itself.',
    hint: 'Give them with --values, or the address of a real PostgreSQL with --database-url.',
    cause,
  });
}

function usage(message: string, hint: string): Fault {
  return new Fault({ code: 'CONFIG_INVALID', message, hint });
}
