import { digest } from '#checkers/digest.ts';
import { externalSecret } from '#checkers/objects/external-secret.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { ObjectRef, Probes } from '#checkers/probes/probes.ts';
import { lendEntry } from '#labs/shared/lend-entry.ts';
import { bringBack, lookAgain } from '#labs/shared/look-again.ts';
import { waitUntil } from '../../static-sync/world/wait-until.ts';
import { apps, esoApi, names, type App } from './names.ts';

/** What became of a value that was changed in Vault. */
export interface Arrival {
  readonly id: string;
  /** Somebody else wrote the entry at the same moment, so nothing could be tried. */
  readonly interrupted: boolean;
  /** The Secret had the new value in time. */
  readonly arrived: boolean;
  /** ESO says that it synced after the change. */
  readonly refreshed: boolean;
  /** The API server's records say that ESO wrote it, after the change. */
  readonly byEso: boolean;
}

const waitMs = 30_000;
/** Enough for the wait, and for putting everything back on a busy machine. */
export const changeValuesMs = 100_000;

/** Changes the password of each of these applications in Vault, watches it arrive, and puts everything back. */
export async function changeValues(
  ids: readonly string[],
  probes: Probes,
  signal: AbortSignal,
): Promise<readonly Arrival[]> {
  const chosen = apps.filter(({ id }) => ids.includes(id));
  return Promise.all(chosen.map((app) => changeValue(app, probes, signal)));
}

async function changeValue(app: App, probes: Probes, signal: AbortSignal): Promise<Arrival> {
  const before = await passwordDigest(app, probes, signal);
  const nothing = { id: app.id, arrived: false, refreshed: false, byEso: false };
  try {
    return await lendEntry({ mount: names.mount, entry: app.id }, probes, signal, async (entry) => {
      const begun = probes.now();
      const value = await entry.writeTestValue('password', signal);
      if (value === undefined) return { ...nothing, interrupted: true };
      await lookAgain(externalSecretRef(app), `test-${String(begun.getTime())}`, probes, signal);
      let last: Arrival = { ...nothing, interrupted: false };
      await waitUntil(waitMs, signal, async () => {
        last = await lookAtArrival(app, { wanted: digest(value), begun }, probes, signal);
        return last.arrived && last.refreshed && last.byEso ? true : undefined;
      });
      return last;
    });
  } finally {
    const isBack = async (until: AbortSignal): Promise<boolean> =>
      (await passwordDigest(app, probes, until)) === before;
    await bringBack(externalSecretRef(app), isBack, probes);
  }
}

async function lookAtArrival(
  app: App,
  { wanted, begun }: { readonly wanted: string; readonly begun: Date },
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<Arrival> {
  // The API server's times are cut to whole seconds.
  const earliest = Math.floor(begun.getTime() / 1000) * 1000;
  const [object, found] = await Promise.all([
    kubernetes.get(secretRef(app), signal),
    kubernetes.get(externalSecretRef(app), signal),
  ]);
  const secret = object === undefined ? undefined : summariseSecret(object);
  const refreshTime = found === undefined ? null : parseObject(externalSecret, found).status.refreshTime;
  const writer = `externalsecrets.external-secrets.io/${app.name}`;
  return {
    id: app.id,
    interrupted: false,
    arrived: secret?.digests['password'] === wanted,
    refreshed: Date.parse(refreshTime ?? '') >= earliest,
    byEso:
      secret?.writers.some(
        ({ manager, keys, time }) =>
          manager === writer && keys.includes('password') && Date.parse(time) >= earliest,
      ) ?? false,
  };
}

async function passwordDigest(
  app: App,
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<string | undefined> {
  const object = await kubernetes.get(secretRef(app), signal);
  return object === undefined ? undefined : summariseSecret(object).digests['password'];
}

function externalSecretRef({ namespace, name }: App): ObjectRef {
  return { apiVersion: esoApi, plural: 'externalsecrets', namespace, name };
}

function secretRef({ namespace, secret }: App): ObjectRef {
  return { apiVersion: 'v1', plural: 'secrets', namespace, name: secret };
}
