import type { ObjectRef, Probes } from '#checkers/probes/probes.ts';
import { waitUntil } from '../static-sync/world/wait-until.ts';

const annotation = 'kindlab.dev/look-again';
const restoreMs = 20_000;
/** After that it is asked once more. */
const patienceMs = 3000;

/** Has ESO look at an object at once, by a mark that it has not seen; `null` takes the mark off. */
export async function lookAgain(
  ref: ObjectRef,
  mark: string | null,
  { challenger }: Probes,
  signal: AbortSignal,
): Promise<void> {
  await challenger.mergePatch(ref, { metadata: { annotations: { [annotation]: mark } } }, signal);
}

/**
 * Once Vault has its own value again, the Secret shall have it too before we are done. ESO compares an object's marks with
 * those of its last sync, and may hold an older picture of both: going straight back to no mark can look as if there had
 * never been one, and then nothing happens until the next interval. So every mark is a new one, until it helped.
 */
export async function bringBack(
  ref: ObjectRef,
  isBack: (signal: AbortSignal) => Promise<boolean>,
  probes: Probes,
): Promise<void> {
  const signal = AbortSignal.timeout(restoreMs);
  if ((await probes.kubernetes.get(ref, signal)) === undefined) return;
  const end = performance.now() + restoreMs / 2;
  for (let back = false; !back && performance.now() < end;) {
    await lookAgain(ref, `put-back-${String(probes.now().getTime())}`, probes, signal);
    const seen = await waitUntil(patienceMs, signal, async () => ((await isBack(signal)) ? true : undefined));
    back = seen !== undefined;
  }
  await lookAgain(ref, null, probes, signal);
}
