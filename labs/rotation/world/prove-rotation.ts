import type { Probes } from '#checkers/probes/probes.ts';
import { endLease } from '#labs/shared/database-engine.ts';
import { withCustomer, type Count } from './customer.ts';
import { isReloadedByProbe } from './probe-reload.ts';
import { rotateOnce, type Round } from './rotate.ts';
import { orderUrl } from './service.ts';

/** What a customer saw while the login was rotated twice, and the last one that nobody used any more was ended. */
export interface RotationFact {
  /** Before anything was done; absent: there is no Service to ask. */
  readonly before?: Count;
  /** A Deployment of our own was reloaded too. */
  readonly byProbe?: boolean;
  readonly rounds: readonly Round[];
  /** The login of the first round was ended after the second; absent: it couldn't be told apart from others. */
  readonly ended?: boolean;
  /** In the end. */
  readonly after?: Count;
}

const rounds = 2;
/** Requests that are asked before and after: three seconds, and as many as may still be under way. */
const enough = { before: 15, after: 26 };

export async function proveRotation(probes: Probes, signal: AbortSignal): Promise<RotationFact> {
  const url = await orderUrl(probes, signal);
  if (url === undefined) return { rounds: [] };
  return withCustomer(url, probes, signal, async (read) => {
    const before = await read(enough.before);
    if (before.failed > 0) return { before, rounds: [] };
    const byProbe = await isReloadedByProbe(probes, signal);
    if (!byProbe) return { before, byProbe, rounds: [] };
    const done: Round[] = [];
    while (done.length < rounds && done.every(isWhole)) done.push(await rotateOnce(probes, signal));
    const [first] = done;
    const safe = done.length === rounds && done.every(isWhole) && first?.lease !== undefined;
    const ended = safe ? await end(first, probes, signal) : undefined;
    const after = await read(enough.after);
    return { before, byProbe, rounds: done, ...(ended === undefined ? {} : { ended }), after };
  });
}

/** Every pod uses the new login: the one before may go. */
function isWhole({ strangers, by }: Round): boolean {
  return strangers === 0 && by === 'reloader';
}

async function end({ lease }: Round, probes: Probes, signal: AbortSignal): Promise<boolean | undefined> {
  return lease === undefined ? undefined : (await endLease(lease, probes, signal)) === undefined;
}
