import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { hintFor } from './hint-for.ts';
import { differs, holds } from './outcome.ts';
import { runChecks } from './run-checks.ts';
import { check, hints, kinds, no, options, world, wrong } from './run-checks.test-support.ts';

describe('a live run', () => {
  it('reports in the order of declaration, whatever answers first', async () => {
    const slow = check('slow', () => holds, { look: () => delay(30) });
    const run = await runChecks([slow, check('fast', () => no)], world(), options());
    expect(run.reports.map(({ id }) => id)).toEqual(['slow', 'fast']);
    expect(run.reports[1]).toMatchObject({
      outcome: { kind: 'failed', saw: 'a cat', next: 'Swap them.' },
      branch: 'cat',
      points: 1,
    });
  });

  it('names the failing check at the root, not the one in between', async () => {
    const checks = [
      check('a', () => no),
      check('b', () => holds, { needs: ['a'] }),
      check('c', () => holds, { needs: ['b', 'a'] }),
    ];
    const run = await runChecks(checks, world(), options());
    expect(kinds(run)).toMatchObject({
      b: { kind: 'blocked', by: ['a'] },
      c: { kind: 'blocked', by: ['a'] },
    });
  });

  it('looks at what another exercise has to provide, and does not report it', async () => {
    const others = [check('before', () => no)];
    const run = await runChecks(
      [check('mine', () => holds, { needs: ['before'] })],
      world(),
      options({ others }),
    );
    expect(run.reports.map(({ id }) => id)).toEqual(['mine']);
    expect(kinds(run)['mine']).toEqual({ kind: 'blocked', by: ['before'] });
    expect(hintFor(run)).toEqual({ check: 'before', rungs: hints });
  });

  it('runs no challenge', async () => {
    const look = vi.fn();
    const run = await runChecks([check('dare', () => holds, { challenge: true, look })], world(), options());
    expect(kinds(run)['dare']).toEqual({ kind: 'unproven' });
    expect(look).not.toHaveBeenCalled();
  });

  it('says that it could not check when looking goes wrong, and passes the reason on to us alone', async () => {
    const newIncident = vi.fn(() => 'incident-7');
    const error = new Error('connection refused');
    const run = await runChecks(
      [check('a', () => holds, { look: () => Promise.reject(error) })],
      world(),
      options({ newIncident }),
    );
    expect(kinds(run)['a']).toEqual({ kind: 'broken', incident: 'incident-7' });
    expect(newIncident).toHaveBeenCalledWith({ check: 'a', error });
  });

  it('gives a look that never ends its deadline', async () => {
    const newIncident = vi.fn(() => 'incident-8');
    const stuck = check('stuck', () => holds, { look: () => new Promise(() => undefined), deadlineMs: 20 });
    const run = await runChecks([stuck], world(), options({ newIncident }));
    expect(kinds(run)['stuck']).toEqual({ kind: 'broken', incident: 'incident-8' });
    expect(newIncident).toHaveBeenCalledWith({
      check: 'stuck',
      error: expect.objectContaining({ code: 'PROBE_FAILED' }) as unknown,
    });
  });

  it('rejects with the reason of its signal', async () => {
    const stop = new AbortController();
    const stuck = check('stuck', () => holds, { look: () => new Promise(() => undefined) });
    const run = runChecks([stuck], world(), options({ signal: stop.signal }));
    stop.abort(new Error('the learner left'));
    await expect(run).rejects.toThrow('the learner left');
  });

  it('refuses checks that need each other in a circle, or one that is not there', async () => {
    const circle = [check('a', () => holds, { needs: ['b'] }), check('b', () => holds, { needs: ['a'] })];
    await expect(runChecks(circle, world(), options())).rejects.toMatchObject({
      code: 'AUTHORING_INVALID',
      message: 'Checks need each other in a circle: a → b → a.',
    });
    await expect(
      runChecks([check('a', () => holds, { needs: ['ghost'] })], world(), options()),
    ).rejects.toThrow('needs ghost');
  });

  it('shows no value of the attempt, whatever a learner put where', async () => {
    const leaky = differs('leak', {
      ...wrong,
      saw: 'the key is called swordfish',
      hints: ['swordfish', 'x', 'y'],
    });
    const run = await runChecks([check('a', () => leaky)], world(), options());
    expect(JSON.stringify([run.reports, [...run.hints]])).not.toContain('swordfish');
  });
});

describe('reading', () => {
  it('reads each object once a round, for all checks together', async () => {
    const get = vi.fn(() => Promise.resolve({ kind: 'Secret' }));
    const probes = { ...world(), kubernetes: { ...world().kubernetes, get } };
    const ref = { apiVersion: 'v1', plural: 'secrets', name: 'a', namespace: 'b' };
    const reads = (id: string) =>
      check(id, () => holds, { look: ({ kubernetes }, signal) => kubernetes.get({ ...ref }, signal) });
    await runChecks([reads('a'), reads('b')], probes, options());
    expect(get).toHaveBeenCalledTimes(1);
    await runChecks([reads('a')], probes, options());
    expect(get).toHaveBeenCalledTimes(2);
  });
});
