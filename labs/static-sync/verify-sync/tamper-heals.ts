import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import { summariseSecret, type SecretSummary } from '#checkers/objects/secret.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import type { KubernetesObject, Probes } from '#checkers/probes/probes.ts';
import { testValuePrefix } from '#labs/shared/sync-place.ts';
import { names } from '../world/names.ts';
import { secretRef, syncWatches } from '../world/sync.ts';
import { sameDigests } from '../world/vault-entry.ts';
import { waitUntil } from '../world/wait-until.ts';

interface TamperFact {
  /** How long until an altered value was right again; absent: it never was. */
  readonly editedMs?: number;
  /** How long until a deleted Secret was there again; absent: it never was, or wasn't tried. */
  readonly deletedMs?: number;
}

const healMs = 15_000;
const restoreMs = 10_000;

export const tamperHeals = defineCheck<TamperFact>({
  id: 'tamper-heals',
  claim: 'Whatever is done to the Secret, ESO puts it right within 15 seconds',
  points: 3,
  needs: ['survives-delete'],
  challenge: true,
  doing: 'ESO to mend the Secret, first altered, then deleted',
  deadlineMs: 60_000,
  watches: syncWatches,
  look: tamper,
  judge: ({ editedMs, deletedMs }) => {
    if (editedMs === undefined) {
      return differs('edit-stays', {
        saw: 'a value was altered in the Secret, and ESO left it so for 15 seconds',
        wanted: 'the value from Vault again',
        next: 'Is `creationPolicy` still `Owner`, and does the controller run?',
        hints,
      });
    }
    if (deletedMs !== undefined) return holds;
    return differs('stays-deleted', {
      saw: 'the Secret was deleted, and ESO didn’t make it again within 15 seconds',
      wanted: 'a new Secret with the values from Vault',
      next: 'Is `creationPolicy` still `Owner`, and does the controller run?',
      hints,
    });
  },
});

const hints: Hints = [
  'ESO watches the Secrets that it owns, and compares them with what it wrote last. Does it own this one?',
  'Look at `spec.target.creationPolicy` of the ExternalSecret and at `metadata.ownerReferences` of the Secret.',
  'Try it yourself: `kubectl delete secret myapp-config -n lab1`, then `kubectl get secrets -n lab1 --watch`',
];

async function tamper(probes: Probes, signal: AbortSignal): Promise<TamperFact> {
  const { kubernetes, challenger } = probes;
  const original = await kubernetes.get(secretRef, signal);
  if (original === undefined) return {};
  const before = summariseSecret(original);
  const healed = async (isNew: (uid: string) => boolean): Promise<number | undefined> =>
    (await waitUntil(healMs, signal, () => healedSecret(probes, { before, isNew }, signal)))?.afterMs;
  let whole = false;
  try {
    const value = Buffer.from(testValuePrefix + randomBytes(8).toString('hex')).toString('base64');
    await challenger.mergePatch(secretRef, { data: { [names.keys[0]]: value } }, signal);
    const editedMs = await healed(() => true);
    if (editedMs === undefined) return {};
    await challenger.delete(secretRef, signal);
    const deletedMs = await healed((uid) => uid !== before.uid);
    whole = deletedMs !== undefined;
    return { editedMs, ...(deletedMs === undefined ? {} : { deletedMs }) };
  } finally {
    if (!whole) await putBack(original, probes);
  }
}

async function healedSecret(
  { kubernetes }: Probes,
  { before, isNew }: { before: SecretSummary; isNew: (uid: string) => boolean },
  signal: AbortSignal,
): Promise<true | undefined> {
  const object = await kubernetes.get(secretRef, signal);
  if (object === undefined) return undefined;
  const { digests, uid } = summariseSecret(object);
  return sameDigests(digests, before.digests) && isNew(uid) ? true : undefined;
}

const content = z.object({
  data: z.record(z.string(), z.string()).default({}),
  type: z.string().default('Opaque'),
});

/** ESO didn't: so we do. */
async function putBack(original: KubernetesObject, { kubernetes, challenger }: Probes): Promise<void> {
  const signal = AbortSignal.timeout(restoreMs);
  const { data, type } = content.parse(original);
  const exists = (await kubernetes.get(secretRef, signal)) !== undefined;
  if (exists) await challenger.mergePatch(secretRef, { data }, signal);
  else {
    const metadata = { name: secretRef.name, namespace: secretRef.namespace };
    await challenger.create(secretRef, { apiVersion: 'v1', kind: 'Secret', metadata, type, data }, signal);
  }
}
