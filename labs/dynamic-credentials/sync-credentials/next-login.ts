import { setTimeout as delay } from 'node:timers/promises';
import { defineCheck } from '#checkers/define-check.ts';
import { externalSecret } from '#checkers/objects/external-secret.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { endLease, listLeases } from '#labs/shared/database-engine.ts';
import { tryLogin, type Login, type LoginFact } from '#labs/shared/shop-database.ts';
import { waitUntil } from '#labs/static-sync/world/wait-until.ts';
import { lookAtRole } from '../world/engine.ts';
import { esoManager, names } from '../world/names.ts';
import { fetchByProbe } from '../world/probe-login.ts';
import { externalSecretRef, requestWatches, secretRef } from '../world/request.ts';
import { loginOf, readLogin } from '../world/secret-login.ts';

interface NextFact {
  /** How long until another login was in the Secret; absent: it never was. */
  readonly arrivedMs?: number;
  /** The login before, once the next one was there. */
  readonly previous?: LoginFact['kind'];
  readonly next?: LoginFact['kind'];
  /** What our own ExternalSecret got through the same generator. */
  readonly byProbe?: LoginFact['kind'];
  /** Leases that came into being meanwhile. */
  readonly newLeases: number;
  /** The next login when nine tenths of its life, or 54 seconds, had gone by. */
  readonly later?: LoginFact['kind'];
  /** The next login after the new leases had been revoked. */
  readonly revoked?: LoginFact['kind'];
}

const arrivalMs = 30_000;
const longestLifeMs = 54_000;
const tidyUpMs = 20_000;
const annotation = 'kindlab.dev/look-again';

const hints: Hints = [
  '`kubectl annotate externalsecret shop-db -n shop force-sync="$(date +%s)" --overwrite` fetches a login; do it twice and compare the users.',
  '`vault list sys/leases/lookup/database/creds/app` shows one lease for each login; `vault write sys/leases/lookup lease_id=database/creds/app/<id>` shows how long it lives.',
  'Compare `token_ttl` in `vault read auth/kubernetes/role/shop-app` with `default_ttl` in `vault read database/roles/app`: the shorter one decides.',
];

export const nextLogin = defineCheck<NextFact>({
  id: 'next-login',
  claim: 'The next login is another one, both overlap, and each lives and ends with its lease',
  points: 4,
  needs: ['pair-works'],
  challenge: true,
  doing: 'the next login to arrive, to live for most of its time, and to end; this takes about a minute',
  deadlineMs: 150_000,
  watches: requestWatches,
  look: watchNext,
  judge: (fact) => {
    if (fact.arrivedMs === undefined) {
      return differs('no-next', {
        saw: 'ESO was asked for the next login, and none that it wrote came within 30 seconds',
        wanted: 'another user and password',
        next: 'Does the controller run, and is it ESO who writes this Secret?',
        hints,
      });
    }
    if (fact.byProbe !== 'in') {
      return differs('not-by-probe', {
        saw: 'a test ExternalSecret got no working login through your generator, though one came into your Secret',
        wanted: 'a generator that serves whoever refers to it',
        next: 'Who wrote your Secret? Have ESO do it.',
        hints,
      });
    }
    if (fact.next !== 'in' || fact.previous !== 'in') {
      return differs(fact.next === 'in' ? 'no-overlap' : 'dead', {
        saw:
          fact.next === 'in'
            ? 'the login before ended as soon as the next one was there'
            : 'the next login didn’t work',
        wanted: 'two logins that both work for a while',
        next: 'Applications change over one after the other: until the last has done so, the old login has to live.',
        hints,
      });
    }
    if (fact.newLeases === 0) return noLease;
    if (fact.later !== 'in') {
      return differs('short-lived', {
        saw: 'the login ended before nine tenths of its life had gone by',
        wanted: 'a login that lives as long as its lease says',
        next: 'What ended before it? A lease ends with the token that asked for it.',
        hints,
      });
    }
    return fact.revoked === 'in' ? noLease : holds;
  },
});

const noLease = differs('no-lease', {
  saw: 'the login in the Secret doesn’t hang on any lease of `database/creds/app`',
  wanted: 'a login that Vault can end',
  next: 'Take logins from Vault, not users that somebody made.',
  hints,
});

async function watchNext(probes: Probes, signal: AbortSignal): Promise<NextFact> {
  const { role } = await lookAtRole(probes, signal);
  const before = await readLogin(probes, signal);
  const leases = new Set(await listLeases(names.role, probes, signal));
  try {
    const arrived = await awaitOther(before, probes, signal);
    if (before === undefined || arrived === undefined) return { newLeases: 0 };
    const begun = performance.now();
    const kindOf = async (login: Login) => (await tryLogin(probes, login, signal)).kind;
    const [next, previous] = [await kindOf(arrived.login), await kindOf(before)];
    const fresh = (await listLeases(names.role, probes, signal)).filter((lease) => !leases.has(lease));
    const seen = { arrivedMs: arrived.afterMs, next, previous, newLeases: fresh.length };
    const probe = await fetchByProbe(probes, signal);
    if (probe === undefined) return seen;
    const byProbe = await kindOf(probe);
    const lifeMs = Math.min(longestLifeMs, (role?.defaultTtlS ?? 0) * 900);
    await delay(Math.max(0, lifeMs - (performance.now() - begun)), undefined, { signal });
    const later = await kindOf(arrived.login);
    for (const lease of fresh) await endLease(lease, probes, signal);
    return { ...seen, byProbe, later, revoked: await kindOf(arrived.login) };
  } finally {
    const tidyUp = AbortSignal.timeout(tidyUpMs);
    await nudge(probes, 'put-back', tidyUp);
    await nudge(probes, null, tidyUp);
  }
}

/** Asks ESO to sync, and waits for a login that ESO has written since. */
async function awaitOther(before: Login | undefined, probes: Probes, signal: AbortSignal) {
  // The API server's times are cut to whole seconds.
  const earliest = Math.floor(probes.now().getTime() / 1000) * 1000;
  await nudge(probes, `test-${String(earliest)}`, signal);
  const found = await waitUntil(arrivalMs, signal, async () => {
    const [object, request] = await Promise.all([
      probes.kubernetes.get(secretRef, signal),
      probes.kubernetes.get(externalSecretRef, signal),
    ]);
    if (object === undefined || request === undefined) return undefined;
    const login = loginOf(object);
    const refreshed = Date.parse(parseObject(externalSecret, request).status.refreshTime ?? '') >= earliest;
    const byEso = summariseSecret(object).writers.some(
      ({ manager, keys, time }) =>
        manager === esoManager && keys.includes('username') && Date.parse(time) >= earliest,
    );
    return login !== undefined && login.username !== before?.username && refreshed && byEso
      ? login
      : undefined;
  });
  return found === undefined ? undefined : { login: found.value, afterMs: found.afterMs };
}

async function nudge({ challenger }: Probes, value: string | null, signal: AbortSignal): Promise<void> {
  await challenger.mergePatch(
    externalSecretRef,
    { metadata: { annotations: { [annotation]: value } } },
    signal,
  );
}
