import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  CreateProgress,
  Environment,
  EnvironmentProvider,
  EnvironmentSpec,
  Owner,
} from '#containers/contract/environment.ts';
import { drive, faultCode } from './drive.ts';
import { testFiles } from './files.ts';
import { testInterruption } from './interruption.ts';
import { testParking } from './parking.ts';
import { openTerminal } from './terminal.ts';

export interface ProviderHarness {
  /** A provider as a newly started server would open it; the world behind it stays the same. */
  open(): Promise<EnvironmentProvider>;
  /** Every trace of this suite's environments, by name. Empty: nothing was left behind. */
  leftovers(): Promise<readonly string[]>;
  readonly spec: EnvironmentSpec;
  /** Longest that one creation may take. */
  readonly createMs: number;
  /** What a prompt of the workspace's shell ends with. */
  readonly prompt: string;
  /** Ends Vault and the workspace of an environment from outside, as whatever they run on may do. Absent: nothing can. */
  readonly interrupt?: (environment: Environment) => Promise<void>;
}

const noAbort = (): AbortSignal => new AbortController().signal;

/** What every provider promises, whatever it is made of. Run it in a `*.test.ts` beside each provider. */
export function testProvider(name: string, harness: ProviderHarness): void {
  describe(`${name}: one environment from beginning to end`, () => {
    const owner: Owner = { learner: 'conformance', attempt: `whole-life-${String(process.pid)}` };
    const seen: CreateProgress[] = [];
    let provider: EnvironmentProvider;
    let environment: Environment;

    beforeAll(async () => {
      provider = await harness.open();
      environment = await drive(provider.create(provider.plan(harness.spec, owner), noAbort()), (progress) =>
        seen.push(progress),
      );
    }, harness.createMs);
    afterAll(async () => provider.destroy(environment.id, noAbort()), 60_000);

    test('nothing keeps it from running here', async () => {
      expect(await provider.preflight(noAbort())).toEqual([]);
    });

    test('the first progress names every step, the last has all of them done', () => {
      const first = seen[0];
      const last = seen.at(-1);
      expect(first?.steps.length).toBeGreaterThan(1);
      expect(first?.steps.every(({ state }) => state === 'pending')).toBe(true);
      expect(first?.etaMs).toBeGreaterThan(0);
      expect(last?.steps.map(({ id }) => id)).toEqual(first?.steps.map(({ id }) => id));
      expect(last?.steps.every(({ state }) => state === 'done')).toBe(true);
      expect(last?.etaMs).toBe(0);
    });

    test('it is ready, knows its owner, and its lease begins when it is ready', () => {
      expect(environment).toMatchObject({ owner, lab: harness.spec.lab, state: 'ready' });
      const leftMs = environment.expiresAt.getTime() - Date.now();
      expect(leftMs).toBeLessThanOrEqual(harness.spec.leaseMs);
      expect(leftMs).toBeGreaterThan(harness.spec.leaseMs - 60_000);
    });

    test('plans are pure: the same owner gets the same, another one another', () => {
      const plan = provider.plan(harness.spec, owner);
      expect(provider.plan(harness.spec, owner)).toEqual(plan);
      expect(provider.plan(harness.spec, { ...owner, attempt: 'other' }).id).not.toBe(plan.id);
    });

    test('a second creation for the same owner is refused and leaves the first alone', async () => {
      const creation = drive(provider.create(provider.plan(harness.spec, owner), noAbort()));
      await expect(creation).rejects.toThrow(expect.objectContaining(faultCode('ENVIRONMENT_CREATE')));
      expect(await provider.find(owner, noAbort())).toMatchObject({ id: environment.id, state: 'ready' });
    });

    test('it is found and listed, also by a server that has just started', async () => {
      const restarted = await harness.open();
      expect(await restarted.find(owner, noAbort())).toMatchObject({
        id: environment.id,
        owner,
        state: 'ready',
        expiresAt: environment.expiresAt,
      });
      expect((await restarted.list(noAbort())).map(({ id }) => id)).toContain(environment.id);
      expect(await restarted.find({ ...owner, attempt: 'nobody' }, noAbort())).toBeUndefined();
    });

    test('a shell goes on while nobody is attached, also over a restart of the server', async () => {
      const first = await openTerminal(environment, 'main', harness.prompt);
      await first.type('echo kept-$0\r', 'kept-');
      await first.shell.detach();
      expect(await first.closed).toBe('detached');
      const restarted = await (await harness.open()).find(owner, noAbort());
      if (restarted === undefined) throw new Error('the environment was not found again');
      const second = await openTerminal(restarted, 'main', 'kept-');
      await second.shell.detach();
    });

    test('a screen that comes back lower still gets what had scrolled away', async () => {
      const first = await openTerminal(environment, 'lower', harness.prompt);
      await first.type('seq 60\r', '\n60');
      await first.shell.detach();
      const second = await openTerminal(environment, 'lower', '\n60', 10);
      const lines = second.text().split('\r\n');
      for (let line = 1; line <= 45; line += 1) expect(lines).toContain(String(line));
      await second.shell.detach();
    });

    test('opening a tab again takes it over; other tabs stay as they are', async () => {
      const other = await openTerminal(environment, 'other', harness.prompt);
      const first = await openTerminal(environment, 'main', harness.prompt);
      const second = await openTerminal(environment, 'main', harness.prompt);
      expect(await first.closed).toBe('detached');
      await second.type('echo second-line\r', 'second-line');
      await other.type('echo other-tab\r', 'other-tab');
      await Promise.all([second.shell.detach(), other.shell.detach()]);
    });

    test('a paused line stops the bytes, and Ctrl-C ends a flood', async () => {
      const terminal = await openTerminal(environment, 'flood', harness.prompt);
      await terminal.type('yes\r', '\r\ny');
      terminal.shell.pause();
      await new Promise((resolve) => setTimeout(resolve, 200));
      const whenPaused = terminal.bytes();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(terminal.bytes()).toBe(whenPaused);
      terminal.shell.resume();
      await terminal.type('\x03', harness.prompt);
      await terminal.type('echo after-flood\r', 'after-flood');
      await terminal.shell.detach();
    });

    test('bytes pass unchanged: characters beyond ASCII, and a new size', async () => {
      const terminal = await openTerminal(environment, 'bytes', harness.prompt);
      await terminal.shell.resize(120, 40);
      await terminal.type('echo grün-✓-日本\r', 'grün-✓-日本');
      await terminal.shell.detach();
    });

    test('a shell that ends says so, whoever ended it, and the tab begins anew', async () => {
      const typed = await openTerminal(environment, 'ending', harness.prompt);
      await typed.type('echo before-the-end\r', 'before-the-end');
      typed.shell.write(Buffer.from('exit\r'));
      expect(await typed.closed).toBe('exited');
      const told = await openTerminal(environment, 'ending', harness.prompt);
      expect(told.text()).not.toContain('before-the-end');
      await environment.endShell('ending', noAbort());
      expect(await told.closed).toBe('exited');
      await expect(environment.endShell('never-opened', noAbort())).resolves.toBeUndefined();
    });

    test('tab names that could be more than names are refused', async () => {
      const request = { tab: 'x; reboot', cols: 80, rows: 24 };
      await expect(environment.openShell(request, noAbort())).rejects.toThrow(
        expect.objectContaining(faultCode('PROTOCOL')),
      );
    });

    test('commands: output, input, exit codes', async () => {
      const run = (command: readonly string[], stdin?: string) =>
        environment.exec(
          { command, timeoutMs: 10_000, ...(stdin === undefined ? {} : { stdin }) },
          noAbort(),
        );
      expect(await run(['echo', 'hello'])).toEqual({ exitCode: 0, stdout: 'hello\n', stderr: '' });
      expect(await run(['cat'], 'grün\n')).toEqual({ exitCode: 0, stdout: 'grün\n', stderr: '' });
      expect((await run(['false'])).exitCode).toBe(1);
      expect((await run(['no-such-command'])).exitCode).toBe(127);
    });

    test('a command that takes too long is a Fault, an aborted one rejects with the reason', async () => {
      const slow = environment.exec({ command: ['sleep', '60'], timeoutMs: 200 }, noAbort());
      await expect(slow).rejects.toThrow(expect.objectContaining(faultCode('TIMEOUT')));
      const reason = new Error('not needed any more');
      const aborted = environment.exec(
        { command: ['sleep', '60'], timeoutMs: 10_000 },
        abortedAfter(200, reason),
      );
      await expect(aborted).rejects.toBe(reason);
    });

    testFiles(() => environment, harness.prompt);

    test('a lease is extended for everybody', async () => {
      const later = new Date(Date.now() + harness.spec.leaseMs * 2);
      await provider.extendLease(environment.id, later, noAbort());
      expect((await (await harness.open()).find(owner, noAbort()))?.expiresAt).toEqual(later);
      const unknown = provider.extendLease('0123456789ab', later, noAbort());
      await expect(unknown).rejects.toThrow(expect.objectContaining(faultCode('ENVIRONMENT_MISSING')));
    });

    test('leased to somebody else it is theirs, also for a server that has just started, and goes back', async () => {
      const heir: Owner = { learner: 'conformance', attempt: `heir-${String(process.pid)}` };
      const tenancy = { lab: 'other-lab', expiresAt: new Date(Date.now() + harness.spec.leaseMs) };
      const theirs = await provider.claim(environment.id, { ...tenancy, owner: heir }, noAbort());
      expect(theirs).toMatchObject({ id: environment.id, owner: heir, state: 'ready', ...tenancy });
      const restarted = await harness.open();
      expect(await restarted.find(heir, noAbort())).toMatchObject({ id: environment.id, ...tenancy });
      expect(await restarted.find(owner, noAbort())).toBeUndefined();
      const back = { owner, lab: harness.spec.lab, expiresAt: tenancy.expiresAt };
      expect(await restarted.claim(environment.id, back, noAbort())).toMatchObject(back);
      const unknown = provider.claim('0123456789ab', back, noAbort());
      await expect(unknown).rejects.toThrow(expect.objectContaining(faultCode('ENVIRONMENT_MISSING')));
    });

    testParking({ harness, owner, environment: () => environment });
    testInterruption({ harness, owner, environment: () => environment });

    test('gives the learner a kubeconfig for outside', async () => {
      const text = await environment.kubeconfig(noAbort());
      expect(text).toMatch(/server: ['"]?https:\/\/127\.0\.0\.1:\d+/);
      expect(text).toContain('client-key-data:');
    }, 60_000);

    test('destroyed, it is gone with every trace; once more changes nothing', async () => {
      await provider.destroy(environment.id, noAbort());
      await provider.destroy(environment.id, noAbort());
      expect(await provider.find(owner, noAbort())).toBeUndefined();
      const shell = environment.openShell({ tab: 'main', cols: 80, rows: 24 }, noAbort());
      await expect(shell).rejects.toThrow(expect.objectContaining(faultCode('ENVIRONMENT_MISSING')));
      await expect(environment.files.list(noAbort())).rejects.toThrow(
        expect.objectContaining(faultCode('ENVIRONMENT_MISSING')),
      );
      expect(await harness.leftovers()).toEqual([]);
    }, 60_000);
  });

  describe(`${name}: a creation that does not end well`, () => {
    test('aborted before it begins, it makes nothing', async () => {
      const provider = await harness.open();
      const reason = new Error('changed my mind');
      const plan = provider.plan(harness.spec, { learner: 'conformance', attempt: 'too-early' });
      await expect(drive(provider.create(plan, AbortSignal.abort(reason)))).rejects.toBe(reason);
      expect(await harness.leftovers()).toEqual([]);
    });

    test(
      'aborted at any of its steps, it leaves nothing',
      async () => {
        const provider = await harness.open();
        for (const step of await stepsOf(provider, harness.spec)) {
          const owner = { learner: 'conformance', attempt: `aborted-at-${step}` };
          const abort = new AbortController();
          const reason = new Error(`aborted at ${step}`);
          const creation = drive(
            provider.create(provider.plan(harness.spec, owner), abort.signal),
            ({ steps }) => {
              if (steps.some(({ id, state }) => id === step && state === 'running')) abort.abort(reason);
            },
          );
          await expect(creation, step).rejects.toBe(reason);
          expect(await provider.find(owner, noAbort()), step).toBeUndefined();
          expect(await harness.leftovers(), step).toEqual([]);
        }
      },
      harness.createMs * 4,
    );

    test(
      'when nobody waits for it any more, it leaves nothing',
      async () => {
        const provider = await harness.open();
        const plan = provider.plan(harness.spec, { learner: 'conformance', attempt: 'abandoned' });
        for await (const { steps } of provider.create(plan, noAbort())) {
          if (steps.filter(({ state }) => state === 'done').length > 1) break;
        }
        expect(await harness.leftovers()).toEqual([]);
      },
      harness.createMs,
    );
  });
}

async function stepsOf(provider: EnvironmentProvider, spec: EnvironmentSpec): Promise<readonly string[]> {
  const creation = provider.create(
    provider.plan(spec, { learner: 'conformance', attempt: 'steps' }),
    noAbort(),
  );
  const first = await creation.next();
  // Not begun yet: the first message comes before anything is made.
  await creation.return(undefined as never);
  if (first.done === true) throw new Error('a creation has to begin with its steps');
  return first.value.steps.map(({ id }) => id);
}

function abortedAfter(milliseconds: number, reason: Error): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), milliseconds);
  return controller.signal;
}
