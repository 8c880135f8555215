import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '#containers/contract/fault.ts';
import { conclude, type Conclusion } from './conclude.ts';
import type { Check } from './define-check.ts';
import type { Hints } from './outcome.ts';
import type { Probes } from './probes/probes.ts';
import { readOnce } from './read-once.ts';
import type { CheckReport } from './report.ts';
import type { SettlingEpisodes } from './settling-episodes.ts';
import { withinDeadline } from './within-deadline.ts';

export interface RunOptions {
  /** `live`: one look each, no challenges. `full`: settling checks are looked at again, then challenges are run. */
  readonly mode: 'live' | 'full';
  readonly signal: AbortSignal;
  /** Called with what went wrong on our side; answers the reference that the learner is shown. */
  readonly newIncident: (problem: { readonly check: string; readonly error: unknown }) => string;
  /** One per attempt, passed to every run. */
  readonly episodes: SettlingEpisodes;
  /** Checks of other exercises that `needs` may name; looked at where needed, not reported. */
  readonly others?: readonly Check[];
  /** After every change: all reports, in declaration order. */
  readonly onReport?: (reports: readonly CheckReport[]) => void;
  /** Full mode: how long to wait for settling checks in all. What settles beyond it stays settling. */
  readonly budgetMs?: number;
}

export interface CheckRun {
  readonly reports: readonly CheckReport[];
  /** For everything that failed or settles, also among `others`. */
  readonly hints: ReadonlyMap<string, Hints>;
}

interface Result extends Conclusion {
  readonly checkedAt: string;
  readonly durationMs: number;
}

interface Context {
  readonly known: ReadonlyMap<string, Check>;
  readonly probes: Probes;
  readonly options: RunOptions;
}

const lookMs = 10_000;
const tidyUpMs = 45_000;
const defaultBudgetMs = 15 * 60_000;

/**
 * Looks at every check and judges what it saw. Independent looks run side by side, challenges one after the other
 * when everything else has settled. Rejects only when the signal is aborted or the checks themselves are malformed.
 */
export async function runChecks(
  checks: readonly Check[],
  probes: Probes,
  options: RunOptions,
): Promise<CheckRun> {
  const known = new Map([...(options.others ?? []), ...checks].map((check) => [check.id, check]));
  const context: Context = { known, probes, options };
  const results = new Map<string, Result>();
  const report = (): CheckRun => {
    const run = summarise(checks, results);
    options.onReport?.(run.reports);
    return run;
  };
  await lookAtAll(checks, results, context);
  if (options.mode === 'live') return report();
  report();
  await waitUntilSettled(checks, results, context, report);
  for (const check of checks) if (check.challenge) await challenge(check, results, context, report);
  return report();
}

async function waitUntilSettled(
  checks: readonly Check[],
  results: Map<string, Result>,
  context: Context,
  report: () => CheckRun,
): Promise<void> {
  const { signal, budgetMs = defaultBudgetMs } = context.options;
  const end = performance.now() + budgetMs;
  let pauseMs = 500;
  while (
    [...results.values()].some(({ outcome }) => outcome.kind === 'settling') &&
    performance.now() < end
  ) {
    await delay(pauseMs, undefined, { signal });
    pauseMs = Math.min(5000, pauseMs * 1.5);
    const before = fingerprint(results);
    results.clear();
    await lookAtAll(checks, results, context);
    if (fingerprint(results) !== before) report();
  }
}

function fingerprint(results: ReadonlyMap<string, Result>): string {
  return JSON.stringify([...results].map(([id, { outcome }]) => [id, outcome]));
}

/** One round: each check once, as soon as what it needs has passed. */
async function lookAtAll(
  checks: readonly Check[],
  results: Map<string, Result>,
  context: Context,
): Promise<void> {
  const probes = readOnce(context.probes, context.options.signal);
  const started = new Map<string, Promise<Result>>();
  const resultOf = (id: string, path: readonly string[]): Promise<Result> => {
    const running = started.get(id) ?? lookWhenReady(getCheck(context.known, id, path), path);
    started.set(id, running);
    return running;
  };
  const lookWhenReady = async (check: Check, path: readonly string[]): Promise<Result> => {
    const needs = check.needs ?? [];
    const found = await Promise.all(needs.map((id) => resultOf(id, [...path, check.id])));
    const by = blockers(needs, found);
    const result =
      by.length > 0
        ? blockedBy(check, by, context)
        : await lookUnlessChallenge(check, { ...context, probes });
    results.set(check.id, result);
    return result;
  };
  await Promise.all(checks.map(({ id }) => resultOf(id, [])));
}

function getCheck(known: ReadonlyMap<string, Check>, id: string, path: readonly string[]): Check {
  const check = known.get(id);
  const message =
    check === undefined
      ? `Check ${path.at(-1) ?? '?'} needs ${id}, and no check has that id.`
      : path.includes(id)
        ? `Checks need each other in a circle: ${[...path, id].join(' → ')}.`
        : undefined;
  if (check !== undefined && message === undefined) return check;
  throw new Fault({
    code: 'AUTHORING_INVALID',
    audience: 'author',
    message: message ?? '',
    hint: 'Correct `needs` in the checks of this lab.',
  });
}

/** The checks at the root: what is blocked itself names what blocks it. */
function blockers(needs: readonly string[], found: readonly Result[]): readonly string[] {
  const names = found.flatMap(({ outcome }, index) => {
    if (outcome.kind === 'passed') return [];
    return outcome.kind === 'blocked' ? outcome.by : (needs[index] ?? []);
  });
  return [...new Set(names)];
}

function blockedBy(check: Check, by: readonly string[], { probes, options }: Context): Result {
  options.episodes.end(check.id);
  return { outcome: { kind: 'blocked', by }, checkedAt: probes.now().toISOString(), durationMs: 0 };
}

async function lookUnlessChallenge(check: Check, context: Context): Promise<Result> {
  if (!check.challenge) return look(check, context);
  return { outcome: { kind: 'unproven' }, checkedAt: context.probes.now().toISOString(), durationMs: 0 };
}

async function look(check: Check, { probes, options }: Context): Promise<Result> {
  const checkedAt = probes.now().toISOString();
  const begun = performance.now();
  const done = (conclusion: Conclusion): Result => ({
    ...conclusion,
    checkedAt,
    durationMs: Math.round(performance.now() - begun),
  });
  const deadline = {
    what: `Looking at “${check.claim}”`,
    ms: check.deadlineMs ?? lookMs,
    graceMs: check.challenge ? tidyUpMs : 0,
  };
  try {
    const fact = await withinDeadline(deadline, options.signal, (signal) => check.look(probes, signal));
    return done(
      conclude(check.judge(fact), {
        check: check.id,
        nowMs: probes.now().getTime(),
        episodes: options.episodes,
        secrets: Object.values(probes.attempt.values),
        challenge: check.challenge === true,
      }),
    );
  } catch (error) {
    options.signal.throwIfAborted();
    return done({ outcome: { kind: 'broken', incident: options.newIncident({ check: check.id, error }) } });
  }
}

async function challenge(
  check: Check,
  results: Map<string, Result>,
  context: Context,
  report: () => CheckRun,
): Promise<void> {
  const needs = check.needs ?? [];
  const by = blockers(
    needs,
    needs.flatMap((id) => results.get(id) ?? []),
  );
  if (by.length > 0) {
    results.set(check.id, blockedBy(check, by, context));
    return;
  }
  const now = context.probes.now();
  const until = new Date(now.getTime() + (check.deadlineMs ?? lookMs)).toISOString();
  const waitingFor = check.doing ?? 'the test of this claim to end';
  const outcome = { kind: 'settling', waitingFor, until } as const;
  results.set(check.id, { outcome, checkedAt: now.toISOString(), durationMs: 0 });
  report();
  results.set(check.id, await look(check, context));
  report();
}

function summarise(checks: readonly Check[], results: ReadonlyMap<string, Result>): CheckRun {
  const reports = checks.flatMap((check) => {
    const result = results.get(check.id);
    if (result === undefined) return [];
    const { id, claim, points } = check;
    const { outcome, branch, checkedAt, durationMs } = result;
    const about = { id, claim, points, given: check.given === true, challenge: check.challenge === true };
    return [{ ...about, outcome, ...(branch === undefined ? {} : { branch }), checkedAt, durationMs }];
  });
  const hints = [...results].flatMap(([id, result]) =>
    result.hints === undefined ? [] : [[id, result.hints] as const],
  );
  return { reports, hints: new Map(hints) };
}
