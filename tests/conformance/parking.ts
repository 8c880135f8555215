import { expect, test } from 'vitest';
import type { Environment, Owner } from '#containers/contract/environment.ts';
import { faultCode } from './drive.ts';
import type { ProviderHarness } from './provider.ts';
import { openTerminal } from './terminal.ts';

export interface ParkingHarness {
  readonly harness: ProviderHarness;
  readonly owner: Owner;
  readonly environment: () => Environment;
}

const noAbort = (): AbortSignal => new AbortController().signal;

/** What every provider promises of environments that are put aside. */
export function testParking({ harness, owner, environment }: ParkingHarness): void {
  test('put aside it is found so by everybody, and comes back with shells and files as they were', async () => {
    const provider = await harness.open();
    const until = new Date(Date.now() + harness.spec.leaseMs * 3);
    const shell = await openTerminal(environment(), 'aside', harness.prompt);
    await shell.type('echo before-parking\r', 'before-parking');
    await shell.shell.detach();
    const aside = await provider.park(environment().id, { depth: 'paused', expiresAt: until }, noAbort());
    expect(aside).toMatchObject({ state: 'parked', expiresAt: until, parked: { depth: 'paused' } });
    const deeper = await (
      await harness.open()
    ).park(environment().id, { depth: 'stopped', expiresAt: until }, noAbort());
    expect(deeper.parked).toEqual({ since: aside.parked?.since, depth: 'stopped' });
    const restarted = await harness.open();
    expect(await restarted.find(owner, noAbort())).toMatchObject({ state: 'parked', expiresAt: until });
    const back = await restarted.unpark(environment().id, until, noAbort());
    expect(back).toMatchObject({ id: environment().id, owner, state: 'ready', expiresAt: until });
    expect(back.parked).toBeUndefined();
    await (await openTerminal(back, 'aside', 'before-parking')).shell.detach();
    const unknown = provider.park('0123456789ab', { depth: 'paused', expiresAt: until }, noAbort());
    await expect(unknown).rejects.toThrow(expect.objectContaining(faultCode('ENVIRONMENT_MISSING')));
  }, 300_000);
}
