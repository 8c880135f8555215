import path from 'node:path';
import type { Logger } from 'pino';
import type { EnvironmentProvider } from '#containers/contract/environment.ts';
import { systemClock } from '#containers/providers/surroundings.ts';
import { WarmPool } from '#containers/sessions/pool.ts';
import type { Attempt } from './attempts/attempt.ts';
import { AttemptBook } from './attempts/attempt-book.ts';
import { ContentsKeeper } from './attempts/contents-keeper.ts';
import { DiskWarden } from './attempts/disk-warden.ts';
import { EnvironmentKeeper } from './attempts/environment-keeper.ts';
import { ParkingLot } from './attempts/parking-lot.ts';
import { Upkeep } from './attempts/upkeep.ts';
import { CheckDesk } from './checks/check-desk.ts';
import { CohortDesk } from './cohorts/cohort-desk.ts';
import { FreshEnvironments } from './grading/fresh-environments.ts';
import { reportTrouble } from './incident.ts';
import { ClassWarmer, type ClassWarmerOptions } from './planning/class-warmer.ts';
import { UsualPool, type UsualPoolOptions } from './planning/usual-pool.ts';
import { type MetricSet } from './operations/metric-set.ts';
import { watchAttempt } from './operations/watch-attempt.ts';
import { Outbox } from './outbox/outbox.ts';
import { RuntimeSupervisor } from './runtime/runtime-supervisor.ts';
import type { ServerDeps } from './server-deps.ts';
import type { CheckedOptions } from './server-options.ts';
import type { Database } from './state/open-database.ts';
import { Recordings } from './terminals/recordings.ts';
import { TerminalHub } from './terminals/terminal-hub.ts';
import { TraceDesk } from './trace/trace-desk.ts';

export interface Ground {
  readonly log: Logger;
  readonly db: Database;
}

/** What works behind the calls: attempts, environments, checks, terminals. */
export interface Workers {
  readonly cohorts: CohortDesk;
  readonly book: AttemptBook;
  readonly keeper: EnvironmentKeeper;
  readonly lot: ParkingLot;
  readonly desk: CheckDesk;
  readonly traces: TraceDesk;
  readonly hub: TerminalHub;
  /** Absent: terminals are not recorded. */
  readonly recordings: Recordings | undefined;
  readonly upkeep: Upkeep;
  /** Those that submissions are graded in. */
  readonly gradings: FreshEnvironments;
  readonly runtime: RuntimeSupervisor;
  /** What other systems are told. */
  readonly outbox: Outbox;
  /** Aborted when the server stops. */
  readonly stop: AbortController;
}

/** Nothing runs yet. */
export function composeWorkers(
  options: CheckedOptions,
  deps: ServerDeps,
  { log, db, metrics }: Ground & { readonly metrics: MetricSet },
): Workers {
  const now = clockOf(deps);
  const shared = { db, log, now };
  const stop = new AbortController();
  const cohorts = new CohortDesk(shared);
  const recordings = options.recordTerminals ? makeRecordings(options, log) : undefined;
  const book = new AttemptBook({
    ...shared,
    catalog: deps.catalog,
    mostRunning: options.mostRunning,
    onAttempt: (attempt, fresh) => watchAttempt(attempt, fresh, metrics),
    onEnd: async (attempt) => recordings?.removeAttempt(attempt),
  });
  const hub: TerminalHub = new TerminalHub({
    environment: (attempt) => book.getAny(attempt).getEnvironment(),
    onEnter: (attempt) => [desk, traces].forEach((each) => each.onEnter(attempt)),
    onError: (error, attempt) => reportTrouble(log, error, { attempt, part: 'terminal' }),
    graceMs: deps.timing?.terminalGraceMs,
    recordings,
  });
  const mayReachOut = (attempt: string): boolean => cohorts.cohortOf(attempt)?.egress !== false;
  const keeper: EnvironmentKeeper = new EnvironmentKeeper({
    ...shared,
    leaseMs: minutesToMs(options.leaseMinutes),
    atOnce: options.startsAtOnce,
    leaseMsOf: ({ id }) => minutesToMs(cohorts.cohortOf(id)?.leaseMinutes),
    egressOf: ({ id }) => (mayReachOut(id) ? undefined : 'denied'),
    admit: deps.admit,
    takeReady: (plan, signal) => upkeep.takeReady(plan, signal),
    makeRoom: () => upkeep.makeRoom(),
    room: deps.timing?.room,
    onGone: (attempt) => hub.closeAttempt(attempt.id),
    onInterrupted: (attempt, found, provider) => lot.interrupt(attempt, found, provider),
  });
  const { desk, traces, outbox } = composeDesks(deps, { log, db, cohorts });
  const lot: ParkingLot = makeLot(options, deps, { ...shared, book, keeper, hub, desk });
  const gradings = new FreshEnvironments();
  const waiting = (): number => upkeep.pool().ready;
  const warmer = makeWarmer(options, deps, { db, now, book, waiting, mayReachOut });
  const upkeep: Upkeep = new Upkeep({
    book,
    keeper,
    lot,
    contents: makeContents(deps, { log, now, book, keeper }),
    warden: makeWarden(options, deps, { log, now, book, lot }),
    claimedToo: () => gradings.ids(),
    log,
    reap: deps.reap,
    isChecking: (attempt) => desk.isProving(attempt.id),
    pool: (provider) => makePool(options, deps, { provider, log, keeper, warmer }),
    inspectMs: deps.timing?.inspectMs,
  });
  const runtime = makeRuntime(options, deps, { log, book, keeper, upkeep });
  const desks = { desk, traces, hub, recordings };
  return { ...desks, cohorts, book, keeper, lot, upkeep, gradings, runtime, outbox, stop };
}

function makeRuntime(
  { bundleSource: source, vault }: CheckedOptions,
  { prepareBundle, makeProvider }: ServerDeps,
  { log, book, keeper, upkeep }: Pick<Ground, 'log'> & Pick<Workers, 'book' | 'keeper' | 'upkeep'>,
): RuntimeSupervisor {
  const onReady = async (provider: EnvironmentProvider): Promise<void> => {
    await keeper.begin(provider, () => book.list());
    upkeep.start(provider);
  };
  return new RuntimeSupervisor({ source, vault, prepareBundle, makeProvider, log, onReady });
}

/** What looks at clusters for learners: checks, and the picture of their secrets; and what is told of it. */
function composeDesks(
  deps: ServerDeps,
  { log, db, cohorts }: Ground & Pick<Workers, 'cohorts'>,
): Pick<Workers, 'desk' | 'outbox' | 'traces'> {
  const outbox = new Outbox(db);
  const shared = { log, now: clockOf(deps), timing: deps.timing?.live };
  const cohortOf = (attempt: string): string | undefined => cohorts.cohortOf(attempt)?.id;
  return {
    outbox,
    desk: new CheckDesk({ ...shared, runner: deps.checkRunner, db, outbox, cohortOf }),
    traces: new TraceDesk({ ...shared, reader: deps.traceReader }),
  };
}

function makeRecordings({ dataDir }: CheckedOptions, log: Logger): Recordings {
  return new Recordings({
    folder: path.join(dataDir, 'recordings'),
    now: Date.now,
    onTrouble: (error, attempt) => void reportTrouble(log, error, { attempt, part: 'recording' }),
  });
}

function makeLot(
  { parkHours }: CheckedOptions,
  { timing, admit }: ServerDeps,
  {
    book,
    keeper,
    hub,
    desk,
    ...shared
  }: Ground & Pick<Workers, 'book' | 'desk' | 'hub' | 'keeper'> & { readonly now: () => Date },
): ParkingLot {
  return new ParkingLot({
    ...shared,
    provider: () => keeper.provider,
    attempts: () => book.list(),
    keepMs: parkHours * 3_600_000,
    stopAfterMs: timing?.stopParkedMs,
    leaseMs: (attempt) => keeper.leaseMs(attempt),
    isChecking: (attempt) => desk.isProving(attempt.id),
    closeSessions: (attempt) => hub.closeAttempt(attempt.id),
    admit,
  });
}

function makeContents(
  { timing }: ServerDeps,
  {
    log,
    now,
    book,
    keeper,
  }: Pick<Ground, 'log'> & Pick<Workers, 'book' | 'keeper'> & { readonly now: () => Date },
): ContentsKeeper {
  const provider = (): EnvironmentProvider | undefined => keeper.provider;
  return new ContentsKeeper({ log, now, provider, attempts: () => book.list(), everyMs: timing?.keepMs });
}

function makeWarmer(
  { poolSize: size }: CheckedOptions,
  { catalog }: ServerDeps,
  given: Pick<Ground, 'db'> &
    Pick<Workers, 'book'> &
    Pick<ClassWarmerOptions, 'mayReachOut'> &
    Pick<UsualPoolOptions, 'now' | 'waiting'>,
): ClassWarmer {
  const usual = new UsualPool({ ...given, catalog, size });
  return new ClassWarmer({ ...given, catalog, usual: () => usual.size() });
}

function makePool(
  { poolSize, auth }: CheckedOptions,
  { catalog, admit, timing }: ServerDeps,
  {
    provider,
    log,
    keeper,
    warmer,
  }: {
    readonly provider: EnvironmentProvider;
    readonly log: Logger;
    readonly keeper: EnvironmentKeeper;
    readonly warmer: ClassWarmer;
  },
): WarmPool | undefined {
  const [lab] = catalog.labs;
  // Without accounts there is no class that could be made ready for.
  if ((poolSize === 0 && auth === 'none') || lab === undefined) return undefined;
  return new WarmPool({
    provider,
    clock: systemClock,
    log,
    wish: () => warmer.wish(),
    ...(timing?.poolLookMs === undefined ? {} : { lookEveryMs: timing.poolLookMs }),
    first: { ...lab.environment, lab: lab.id },
    admit: async (spec, signal) => admit?.(provider, spec, signal),
    isBusy: () => keeper.isBusy(),
    leavesNothing: poolSize === 'auto' && auth === 'none',
  });
}

function makeWarden(
  { limits }: CheckedOptions,
  { timing }: ServerDeps,
  { log, now, book, lot }: Pick<Ground, 'log'> & Pick<Workers, 'book' | 'lot'> & { readonly now: () => Date },
): DiskWarden<Attempt> {
  return new DiskWarden({
    log,
    now,
    rules: { limitMiB: limits.diskGiB * 1024, keepFreeMiB: limits.keepFreeGiB * 1024 },
    attempts: () => book.list(),
    stopWriting: (attempt, full) => lot.fill(attempt, full),
    everyMs: timing?.diskMs,
  });
}

function minutesToMs(minutes: number | undefined): number | undefined {
  return minutes === undefined ? undefined : minutes * 60_000;
}

export function clockOf(deps: ServerDeps): () => Date {
  return deps.now ?? (() => new Date());
}
