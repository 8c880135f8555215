import { externalSecret } from '#checkers/objects/external-secret.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { externalSecretRef, secretRef } from '#labs/dynamic-credentials/world/request.ts';
import { loginOf } from '#labs/dynamic-credentials/world/secret-login.ts';
import { esoManager } from '#labs/dynamic-credentials/world/names.ts';
import { listLeases } from '#labs/shared/database-engine.ts';
import type { Login } from '#labs/shared/shop-database.ts';
import { waitUntil } from '#labs/static-sync/world/wait-until.ts';
import { names } from './names.ts';

const arrivalMs = 30_000;
const annotation = 'kindlab.dev/look-again';

/**
 * Asks ESO to sync, and waits for another login that ESO has written since. Its lease is named where it is the only
 * one that came into being; `undefined`: no login came.
 */
export async function nextPair(
  before: Login | undefined,
  probes: Probes,
  signal: AbortSignal,
): Promise<{ readonly afterMs: number; readonly lease?: string } | undefined> {
  const { challenger } = probes;
  const known = new Set(await listLeases(names.role, probes, signal));
  // The API server's times are cut to whole seconds.
  const earliest = Math.floor(probes.now().getTime() / 1000) * 1000;
  // It stays there: taking it off would be one more change, and with it one more login and one more rollout.
  await challenger.mergePatch(
    externalSecretRef,
    { metadata: { annotations: { [annotation]: `test-${String(earliest)}` } } },
    signal,
  );
  const arrived = await waitUntil(arrivalMs, signal, () => hasOther(before, earliest, probes, signal));
  if (arrived === undefined) return undefined;
  const fresh = (await listLeases(names.role, probes, signal)).filter((lease) => !known.has(lease));
  const [lease, ...more] = fresh;
  return { afterMs: arrived.afterMs, ...(lease === undefined || more.length > 0 ? {} : { lease }) };
}

async function hasOther(
  before: Login | undefined,
  earliest: number,
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<true | undefined> {
  const [object, request] = await Promise.all([
    kubernetes.get(secretRef, signal),
    kubernetes.get(externalSecretRef, signal),
  ]);
  if (object === undefined || request === undefined) return undefined;
  const login = loginOf(object);
  const refreshed = Date.parse(parseObject(externalSecret, request).status.refreshTime ?? '') >= earliest;
  const byEso = summariseSecret(object).writers.some(
    ({ manager, keys, time }) =>
      manager === esoManager && keys.includes('username') && Date.parse(time) >= earliest,
  );
  return login !== undefined && login.username !== before?.username && refreshed && byEso ? true : undefined;
}
