import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { holds, settling } from './outcome.ts';
import { runChecks, type RunOptions } from './run-checks.ts';
import { check, kinds, options, soon, world, wrong } from './run-checks.test-support.ts';

describe('settling', () => {
  it('counts from the first look of the episode, and fails when its time is over', async () => {
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    const probes = world(() => new Date(nowMs));
    const shared = options();
    const checks = [check('a', () => soon(60_000))];
    const until = '2026-01-01T00:01:00.000Z';
    expect(kinds(await runChecks(checks, probes, shared))['a']).toEqual({
      kind: 'settling',
      waitingFor: 'the puppy to grow',
      until,
    });
    nowMs += 59_000;
    expect(kinds(await runChecks(checks, probes, shared))['a']).toMatchObject({ kind: 'settling', until });
    nowMs += 1000;
    expect(kinds(await runChecks(checks, probes, shared))['a']).toMatchObject({
      kind: 'failed',
      saw: 'a cat',
    });
  });

  it('begins anew after the claim held in between, or when the episode is another one', async () => {
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    let verdict = soon();
    const run = async () =>
      kinds(
        await runChecks(
          [check('a', () => verdict)],
          world(() => new Date(nowMs)),
          shared,
        ),
      )['a'];
    const shared = options();
    await run();
    verdict = holds;
    nowMs += 50_000;
    await run();
    verdict = soon();
    expect(await run()).toMatchObject({ until: '2026-01-01T00:01:50.000Z' });
    verdict = {
      ...settling('growing', { waitingFor: 'x', untilMs: 60_000, episode: 'generation 2', overdue: wrong }),
    };
    nowMs += 10_000;
    expect(await run()).toMatchObject({ until: '2026-01-01T00:02:00.000Z' });
  });

  it('wins no time by going back and forth', async () => {
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    const shared = options();
    const episodes = ['one', 'two', 'one'];
    let outcome;
    for (const episode of episodes) {
      const checks = [
        check('a', () => settling('growing', { waitingFor: 'x', untilMs: 60_000, episode, overdue: wrong })),
      ];
      outcome = kinds(
        await runChecks(
          checks,
          world(() => new Date(nowMs)),
          shared,
        ),
      )['a'];
      nowMs += 20_000;
    }
    expect(outcome).toMatchObject({ until: '2026-01-01T00:01:00.000Z' });
  });
});

describe('a full run', () => {
  it('looks again until nothing settles, then runs challenges one after the other', async () => {
    const events: string[] = [];
    let looks = 0;
    const grows = check('grows', () => (looks < 2 ? soon() : holds), {
      look: () => Promise.resolve((looks += 1)),
    });
    const dare = (id: string) =>
      check(id, () => holds, {
        needs: ['grows'],
        challenge: true,
        look: async () => {
          events.push(`${id} begins`);
          await delay(10);
          events.push(`${id} ends`);
        },
      });
    const seen: string[] = [];
    const onReport: RunOptions['onReport'] = (reports) =>
      seen.push(reports.map(({ outcome }) => outcome.kind).join(' '));
    const run = await runChecks(
      [grows, dare('one'), dare('two')],
      world(),
      options({ mode: 'full', onReport }),
    );
    expect(run.reports.map(({ outcome }) => outcome.kind)).toEqual(['passed', 'passed', 'passed']);
    expect(events).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
    expect(seen[0]).toBe('settling blocked blocked');
    expect(seen).toContain('passed settling unproven');
  });

  it('gives up waiting when its budget is spent, and says what still settles', async () => {
    const run = await runChecks(
      [check('a', () => soon()), check('dare', () => holds, { needs: ['a'], challenge: true })],
      world(),
      options({ mode: 'full', budgetMs: 10 }),
    );
    expect(kinds(run)).toMatchObject({ a: { kind: 'settling' }, dare: { kind: 'blocked', by: ['a'] } });
  });

  it('lets a challenge tidy up after its deadline', async () => {
    let tidy = false;
    const slow = check('slow', () => holds, {
      challenge: true,
      deadlineMs: 20,
      look: async (_, signal) => {
        try {
          await delay(5000, undefined, { signal });
        } finally {
          await delay(30);
          tidy = true;
        }
      },
    });
    const run = await runChecks([slow], world(), options({ mode: 'full' }));
    expect(kinds(run)['slow']).toMatchObject({ kind: 'broken' });
    expect(tidy).toBe(true);
  });

  it('fails a challenge that settles: it has waited already', async () => {
    const run = await runChecks(
      [check('dare', () => soon(), { challenge: true })],
      world(),
      options({ mode: 'full' }),
    );
    expect(kinds(run)['dare']).toMatchObject({ kind: 'failed', saw: 'a cat' });
  });
});
