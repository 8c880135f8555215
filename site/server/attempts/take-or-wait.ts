import { setTimeout as delay } from 'node:timers/promises';
import type { Environment, EnvironmentProvider, Plan } from '#containers/contract/environment.ts';
import { Fault, type FaultCode } from '#containers/contract/fault.ts';
import type { ServerDeps } from '../server-deps.ts';

export interface RoomOptions {
  /** Throws a Fault when there is no room for one more environment; then it is waited for. */
  readonly admit?: ServerDeps['admit'];
  /** A ready environment from the pool, leased to this owner; `undefined` when there is none. */
  readonly takeReady?: ((plan: Plan, signal: AbortSignal) => Promise<Environment | undefined>) | undefined;
  /** Something that only waits for a learner may go. */
  readonly makeRoom?: () => void;
  /** How often a full machine is asked again, and for how long. */
  readonly room?: { readonly pollMs: number; readonly patienceMs: number } | undefined;
}

export interface RoomRequest {
  readonly provider: EnvironmentProvider;
  readonly plan: Plan;
  readonly signal: AbortSignal;
  /** Called each time that there turned out to be no room. */
  readonly onFull: (fault: Fault) => void;
}

/** Longer than a lab that was put aside takes to give its memory back. */
const defaultRoom = { pollMs: 5000, patienceMs: 30 * 60_000 };
const askMs = 30_000;
/** What passes when somebody else's lab ends. */
const passing: ReadonlySet<FaultCode> = new Set(['DISK_TOO_SMALL', 'MEMORY_TOO_SMALL', 'QUOTA']);

/** One from the pool, or `undefined` once there is room to make one. Throws the Fault of a machine that stays full. */
export async function takeOrWait(
  { admit, takeReady, makeRoom, room: { pollMs, patienceMs } = defaultRoom }: RoomOptions,
  { provider, plan, signal, onFull }: RoomRequest,
): Promise<Environment | undefined> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const both = AbortSignal.any([signal, AbortSignal.timeout(askMs)]);
    const taken = await takeReady?.(plan, both);
    if (taken !== undefined) return taken;
    try {
      await admit?.(provider, plan.spec, both);
      return undefined;
    } catch (error) {
      if (!(error instanceof Fault) || !passing.has(error.code) || performance.now() > end) throw error;
      onFull(error);
      makeRoom?.();
    }
    await delay(pollMs, undefined, { signal });
  }
}
