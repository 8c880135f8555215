import type { Probes } from '#checkers/probes/probes.ts';
import { nextPair } from './next-pair.ts';
import { annotations, reloaderManager } from './names.ts';
import { listPods, listSessions, selected } from './serving-pods.ts';
import { lookAtShop, type Shop } from './shop-deployment.ts';
import { tryLogin, type Login } from '#labs/shared/shop-database.ts';
import { readLogin } from '#labs/dynamic-credentials/world/secret-login.ts';
import { waitUntil } from '#labs/static-sync/world/wait-until.ts';

/** How far one rotation came. What comes later is absent when something before it didn't happen. */
export interface Round {
  /** How long until ESO had written another login; absent: it never did. */
  readonly arrivedMs?: number;
  /** The lease of that login, where it is the only new one. Vault's id for it, no secret. */
  readonly lease?: string;
  /** How long until the pod template had changed. */
  readonly reloadedMs?: number;
  readonly by?: 'another hand' | 'reloader' | 'rollout restart';
  /** How long until every pod was a new one, and the last old one was gone. */
  readonly rolledOutMs?: number;
  /** Whether the login before still worked then. */
  readonly previous?: 'in' | 'refused';
  /** How many of the shop’s connections were those of another user than the Secret's, 15 seconds later. */
  readonly strangers?: number;
}

const reloadMs = 25_000;
const rolloutMs = 100_000;
const sessionsMs = 15_000;

/** Has ESO fetch the next login, and watches it arrive in the Secret, the template, the pods and the database. */
export async function rotateOnce(probes: Probes, signal: AbortSignal): Promise<Round> {
  const [{ shop: before }, old] = await Promise.all([lookAtShop(probes, signal), readLogin(probes, signal)]);
  const arrived = await nextPair(old, probes, signal);
  if (before === undefined || old === undefined || arrived === undefined) return {};
  const { lease } = arrived;
  const first = { arrivedMs: arrived.afterMs, ...(lease === undefined ? {} : { lease }) };
  const changed = await waitUntil(reloadMs, signal, async () => {
    const { shop } = await lookAtShop(probes, signal);
    return shop !== undefined && stamps(shop) !== stamps(before) ? shop : undefined;
  });
  if (changed === undefined) return first;
  const second = { ...first, reloadedMs: changed.afterMs, by: whoDid(before, changed.value) };
  const rolledOut = await waitUntil(rolloutMs, signal, () => whenRolledOut(probes, signal));
  if (rolledOut === undefined) return second;
  const previous = (await tryLogin(probes, old, signal)).kind === 'in' ? 'in' : 'refused';
  const strangers = await countStrangers(rolledOut.value, probes, signal);
  // Somebody may have helped after the reloader had begun.
  const by = whoDid(before, rolledOut.value);
  return { ...second, by, rolledOutMs: rolledOut.afterMs, previous, strangers };
}

function stamps({ templateAnnotations }: Shop): string {
  return JSON.stringify([
    templateAnnotations[annotations.mark],
    templateAnnotations[annotations.restartedAt],
  ]);
}

function whoDid(before: Shop, after: Shop): NonNullable<Round['by']> {
  const restarted = annotations.restartedAt;
  if (before.templateAnnotations[restarted] !== after.templateAnnotations[restarted])
    return 'rollout restart';
  return after.markWriters.every((manager) => manager === reloaderManager) ? 'reloader' : 'another hand';
}

async function whenRolledOut(probes: Probes, signal: AbortSignal): Promise<Shop | undefined> {
  const { shop } = await lookAtShop(probes, signal);
  if (!shop?.rolledOut) return undefined;
  const pods = selected(await listPods(probes, signal), shop.selector);
  return pods.some(({ ending }) => ending) ? undefined : shop;
}

/** Connections of the shop's pods by somebody else than the Secret's user, as soon as there are none. */
async function countStrangers({ selector }: Shop, probes: Probes, signal: AbortSignal): Promise<number> {
  let last = 0;
  await waitUntil(sessionsMs, signal, async () => {
    const [all, login, sessions] = await Promise.all([
      listPods(probes, signal),
      readLogin(probes, signal),
      listSessions(probes, signal),
    ]);
    const pods = selected(all, selector);
    const addresses = new Set(pods.map(({ address }) => address));
    const ours = sessions.filter(({ address }) => addresses.has(address));
    const others = (known: Login | undefined) => ours.filter(({ user }) => user !== known?.username).length;
    last = ours.length === 0 ? pods.length : others(login);
    return last === 0 ? true : undefined;
  });
  return last;
}
