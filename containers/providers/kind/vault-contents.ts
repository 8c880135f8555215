import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Clock } from '#containers/providers/surroundings.ts';
import { callVault, waitForVault } from './vault-api.ts';
import {
  readStorage,
  removeOthers,
  writeStorage,
  type VaultDoor,
  type VaultEntries,
} from './vault-storage.ts';
import type { VaultTokens } from './vault.ts';

/** What entries of the most that is kept come to as text, and more. */
export const mostKeptBytes = 128 * 1024 * 1024;

/** What one Vault had stored at one moment. */
export interface KeptVault {
  readonly takenAt: Date;
  readonly entries: VaultEntries;
}

const keptFile = z
  .object({ format: z.literal(1), takenAt: z.iso.datetime(), entries: z.record(z.string(), z.string()) })
  .transform(({ takenAt, entries }): KeptVault => ({
    takenAt: new Date(takenAt),
    entries: new Map(Object.entries(entries)),
  }));

/** As it is written down. */
export function packKept({ takenAt, entries }: KeptVault): Buffer {
  return gzipSync(JSON.stringify({ format: 1, takenAt, entries: Object.fromEntries(entries) }));
}

/** `undefined` for what was cut short: gzip carries a checksum. */
export function unpackKept(content: Buffer): KeptVault | undefined {
  try {
    const text = gunzipSync(content, { maxOutputLength: mostKeptBytes }).toString();
    return keptFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Reads all that a Vault has stored. A learner may have revoked the platform's token, or the root token. */
export async function readByAny(
  address: string,
  { platform, learner }: VaultTokens,
  { signal, onRefused }: { readonly signal: AbortSignal; readonly onRefused: (error: unknown) => void },
): Promise<VaultEntries> {
  try {
    return await readStorage({ address, token: platform }, signal);
  } catch (error) {
    signal.throwIfAborted();
    onRefused(error);
    return readStorage({ address, token: learner }, signal);
  }
}

/** A Vault that runs in dev mode and has nothing of its learner's yet. */
export interface EmptyVault {
  readonly address: string;
  readonly tokens: VaultTokens;
  /** What dev mode said that unseals it. */
  readonly key: string;
  readonly clock: Clock;
}

/**
 * Gives a Vault what was kept: engines, entries, policies, logins, tokens and keys as they were, with their ids. It is
 * written full below its engines, and then sealed and unsealed once, whereupon it reads all of it as its own. Nobody else may
 * ask it meanwhile.
 */
export async function refillVault(
  { address, tokens, key, clock }: EmptyVault,
  entries: VaultEntries,
  signal: AbortSignal,
): Promise<void> {
  const door: VaultDoor = { address, token: tokens.learner };
  await writeStorage(door, entries, signal);
  // Its own tokens stay until the end: without them it would not hear the next call.
  const untilSealed = { has: (path: string) => entries.has(path) || path.startsWith('sys/token/') };
  await removeOthers(door, untilSealed, signal);
  await callVault(address, { token: tokens.learner, method: 'PUT', path: 'sys/seal' }, signal);
  await unsealVault(address, key, signal);
  await waitForVault({ clock }, address, signal);
  await removeOthers({ address, token: tokens.platform }, entries, signal);
}

export async function unsealVault(address: string, key: string, signal: AbortSignal): Promise<void> {
  await callVault(address, { token: '', method: 'PUT', path: 'sys/unseal', body: { key } }, signal);
}

/** How it is unsealed: dev mode says it once, on its output, each time that it starts. */
export function unsealKeyIn(log: string): string | undefined {
  return /Unseal Key: (\S+)/.exec(log)?.[1];
}
