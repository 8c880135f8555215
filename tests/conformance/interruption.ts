import { expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import type { ParkingHarness } from './parking.ts';
import { openTerminal } from './terminal.ts';

const noAbort = (): AbortSignal => new AbortController().signal;
const noticedMs = 120_000;

/** What every provider promises whose environments something can end from outside. */
export function testInterruption({ harness, owner, environment }: ParkingHarness): void {
  const { interrupt } = harness;
  if (interrupt === undefined) return;

  test('when Vault and workspace are ended from outside, what was kept comes back, twice', async () => {
    const provider = await harness.open();
    await run(environment(), 'echo mine >~/kept; vault kv put secret/round word=none >/dev/null');
    for (const round of ['first', 'second']) {
      const shell = await openTerminal(environment(), 'interrupted', harness.prompt);
      await shell.type(`echo before-${round}\r`, `before-${round}`);
      await run(environment(), `vault kv put secret/round word=${round} >/dev/null`);
      const began = new Date();
      await provider.keep?.(environment().id, noAbort());
      await run(environment(), `vault kv put secret/late word=${round} >/dev/null`);
      await interrupt(environment());
      const find = async (): Promise<Environment | undefined> =>
        (await harness.open()).find(owner, noAbort());
      await expect
        .poll(find, { timeout: noticedMs })
        .toMatchObject({ state: 'interrupted', interrupted: { shells: true } });
      const keptAt = (await find())?.interrupted?.vault;
      expect(keptAt instanceof Date && keptAt.getTime() > began.getTime() - 2_000).toBe(true);
      const until = new Date(Date.now() + harness.spec.leaseMs * 2);
      const back = await (await harness.open()).unpark(environment().id, until, noAbort());
      expect(back).toMatchObject({ state: 'ready', expiresAt: until });
      expect(back.interrupted).toBeUndefined();
      expect(await run(back, 'cat ~/kept; vault kv get -field=word secret/round')).toBe(`mine\n${round}`);
      expect(await run(back, 'vault kv get secret/late >/dev/null 2>&1 || echo lost')).toBe('lost\n');
      expect(await run(back, 'kubectl get namespace lab1 -o name')).toBe('namespace/lab1\n');
      const { vault } = await back.access(noAbort());
      const headers = { 'X-Vault-Token': vault.token };
      expect((await fetch(`${vault.address}/v1/auth/token/lookup-self`, { headers })).status).toBe(200);
      await (await openTerminal(back, 'interrupted', harness.prompt)).shell.detach();
    }
  }, 600_000);
}

async function run(environment: Environment, script: string): Promise<string> {
  const request = { command: ['bash', '-c', script], timeoutMs: 60_000 };
  const { exitCode, stdout, stderr } = await environment.exec(request, noAbort());
  expect(exitCode, stderr).toBe(0);
  return stdout;
}
