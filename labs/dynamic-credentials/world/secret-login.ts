import { readSecretValue } from '#checkers/objects/secret.ts';
import type { KubernetesObject, Probes } from '#checkers/probes/probes.ts';
import type { Login } from '#labs/shared/shop-database.ts';
import { secretRef } from './request.ts';

/** The login in a Secret; `undefined` when it lacks a part. Never part of a fact. */
export function loginOf(secret: KubernetesObject): Login | undefined {
  const [username, password] = [readSecretValue(secret, 'username'), readSecretValue(secret, 'password')];
  return username === undefined || password === undefined ? undefined : { username, password };
}

export async function readLogin({ kubernetes }: Probes, signal: AbortSignal): Promise<Login | undefined> {
  const secret = await kubernetes.get(secretRef, signal);
  return secret === undefined ? undefined : loginOf(secret);
}
