import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { sql } from 'kysely';
import type { Audited } from './accounts/audited.ts';
import { ExerciseActions } from './checks/exercise-actions.ts';
import { composeHelp, type HelpParts } from './compose-help.ts';
import { composePreviews } from './compose-previews.ts';
import { composeAccounts, type AccountParts } from './compose-accounts.ts';
import { composeGraders, type GraderParts } from './compose-graders.ts';
import { composeWebhooks } from './compose-webhooks.ts';
import { createApp, type RequestScope, type Routes } from './http/app.ts';
import { ownAddress, type OwnAddress } from './http/own-address.ts';
import { StaticSite } from './http/static-site.ts';
import { TrustedProxies } from './http/trusted-proxies.ts';
import { healthRoutes } from './operations/health-routes.ts';
import { measuredDeps } from './operations/measured-deps.ts';
import { metricSet, type MetricSet } from './operations/metric-set.ts';
import { oldThingsSweeper } from './operations/forget-old.ts';
import { metricsServer } from './operations/metrics-server.ts';
import { Readiness } from './operations/readiness.ts';
import { sampleGauges } from './operations/sample-gauges.ts';
import { Announcer } from './rooms/announcer.ts';
import { RoomBoard } from './rooms/room-board.ts';
import { roomRoutes } from './routes/room-routes.ts';
import { assistRoutes } from './routes/assist-routes.ts';
import { handRoutes } from './routes/hand-routes.ts';
import { attemptRoutes } from './routes/attempt-routes.ts';
import { CertificateOffice } from './certificates/certificate-office.ts';
import { certificateRoutes } from './routes/certificate-routes.ts';
import { fileRoutes } from './routes/file-routes.ts';
import { exerciseRoutes } from './routes/exercise-routes.ts';
import { kubeconfigRoutes } from './routes/kubeconfig-routes.ts';
import { ownDataRoutes } from './routes/own-data-routes.ts';
import { progressRoutes } from './routes/progress-routes.ts';
import { quizRoutes } from './routes/quiz-routes.ts';
import { reportRoutes } from './routes/report-routes.ts';
import { runtimeRoutes } from './routes/runtime-routes.ts';
import { terminalRoutes } from './routes/terminal-routes.ts';
import { recordingRoutes } from './routes/recording-routes.ts';
import { schemaRoutes } from './routes/schema-routes.ts';
import { traceRoutes } from './routes/trace-routes.ts';
import { ReportStore } from './reports/report-store.ts';
import { SchemaDesk } from './schemas/schema-desk.ts';
import type { ServerDeps } from './server-deps.ts';
import type { CheckedOptions } from './server-options.ts';
import { embeddedFolder, type Database } from './state/open-database.ts';
import { requireRoom } from './state/require-room.ts';
import type { Sweeper } from './sweeper.ts';
import { TicketOffice } from './terminals/tickets.ts';
import { terminalUpgrade } from './terminals/upgrade.ts';
import { clockOf, composeWorkers, type Ground, type Workers } from './compose-workers.ts';

/** What a running server is made of, as far as starting and stopping it goes. */
export interface ServerParts extends Workers, HelpParts {
  readonly http: Server;
  /** Known for sure only once the server listens. */
  readonly address: { current: OwnAddress };
  /** For whoever operates the server; absent unless it was asked for. */
  readonly metricsHttp: Server | undefined;
  /** Known for sure only once that one listens. */
  readonly metricsPort: { current: number };
  readonly accounts: AccountParts;
  readonly graders: GraderParts;
  readonly oldThings: Sweeper;
  /** Every call that is answered. */
  readonly calls: readonly Call[];
}

export interface Call {
  readonly method: string;
  /** With `:name` for what varies. */
  readonly path: string;
}

/** The one composition root: knows every part, does nothing itself. Nothing runs yet. */
export function composeServer(options: CheckedOptions, given: ServerDeps, base: Ground): ServerParts {
  const metrics = metricSet();
  const ground = { ...base, webhooks: composeWebhooks(options, metrics) };
  const deps = measuredDeps(given, metrics);
  const workers = composeWorkers(options, deps, { ...ground, metrics });
  const { hub, stop } = workers;
  const help = composeHelp(deps, { ...workers, ...ground });
  const { log } = ground;
  const tickets = new TicketOffice();
  const reach = { host: options.host, port: options.port, more: options.allowedOrigins };
  const own = { current: ownAddress(reach) };
  const address = (): OwnAddress => own.current;
  const accounts = composeAccounts(options, {
    ...ground,
    now: clockOf(deps),
    address,
    cohorts: workers.cohorts,
    book: workers.book,
    outbox: workers.outbox,
    retryMs: deps.timing?.retryMs,
    catalog: deps.catalog,
    quizzes: deps.quizzes,
    measure: deps.measure,
  });
  const site = new StaticSite(options.distDir);
  const readiness = composeReadiness(options, workers, { site, db: ground.db });
  const health = { readiness, stop: stop.signal };
  const actions = new ExerciseActions({ desk: workers.desk, keeper: workers.keeper, db: ground.db });
  const graders = composeGraders(options, deps, workers, { ...ground, ...accounts, actions, metrics });
  const previews = composePreviews({
    book: workers.book,
    origin: options.previewOrigin,
    source: deps.previewSource,
    log,
    stop: stop.signal,
  });
  const routes = [
    healthRoutes<RequestScope>(health),
    ...accounts.routes,
    ...composeRoom({ ...workers, ...help }, deps, { ...ground, tickets, audited: accounts.audited }),
    ...graders.routes,
    previews.routes,
    ...composeRoutes({ ...workers, ...help }, deps, { options, ...ground, tickets, actions, graders }),
  ];
  const guards = { address, proxies: new TrustedProxies(options.trustedProxies), gate: accounts.gate };
  const app = createApp({ ...guards, log, site, routes, request: metrics.request });
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const http = createServer(previews.answer((request, response) => void answer(request, response)));
  http.on('upgrade', previews.upgrade(terminalUpgrade({ address, tickets, hub, log, stop: stop.signal })));
  sampleWorkers(workers, metrics);
  const metricsPort = { current: options.metrics?.port ?? 0 };
  const metricsHttp =
    options.metrics &&
    metricsServer({ ...health, metrics, log, token: options.metrics.token, port: () => metricsPort.current });
  const calls = app.routes.map(({ method, path }) => ({ method, path }));
  const oldThings = oldThingsSweeper({ ...ground, now: clockOf(deps) });
  const both = { http, metricsHttp, metricsPort };
  return { ...workers, ...help, ...both, address: own, accounts, graders, oldThings, calls };
}

function composeReadiness(
  { databaseUrl, dataDir }: CheckedOptions,
  { runtime }: Workers,
  { site, db }: { readonly site: StaticSite; readonly db: Database },
): Readiness {
  return new Readiness({
    askDatabase: async () => {
      // It answers on a full disk, too, and takes nothing.
      if (databaseUrl === undefined) await requireRoom(embeddedFolder(dataDir));
      await sql`select 1`.execute(db);
    },
    askPages: () => site.requireBuilt(),
    runtime: () => runtime.status,
    provider: () => runtime.provider,
  });
}

function sampleWorkers(workers: Workers, { registry }: MetricSet): void {
  const { book, keeper, upkeep, hub, runtime } = workers;
  sampleGauges(registry, {
    attempts: () => book.list().map(({ lab, phase }) => ({ lab: lab.id, state: phase.state })),
    runtime: () => runtime.status.state,
    queue: () => keeper.queue(),
    pool: () => upkeep.pool(),
    connections: () => hub.sockets,
  });
}

function composeRoutes(
  parts: HelpParts & Workers,
  deps: ServerDeps,
  {
    options,
    db,
    tickets,
    actions,
    graders,
    log,
  }: Pick<Ground, 'db' | 'log'> & {
    readonly options: CheckedOptions;
    readonly tickets: TicketOffice;
    readonly actions: ExerciseActions;
    readonly graders: GraderParts;
  },
): readonly Routes[] {
  const { cohorts, book, keeper, desk, traces, hub, recordings, runtime, stop } = parts;
  const { catalog, quizzes } = deps;
  const reports = new ReportStore(options.dataDir);
  const now = clockOf(deps);
  const office = new CertificateOffice({ db, log, now, catalog, quizzes, dataDir: options.dataDir });
  return [
    runtimeRoutes({ runtime, stop: stop.signal }),
    attemptRoutes({
      ...parts,
      catalog,
      stop: stop.signal,
      mostRunning: options.mostRunning,
      trace: options.secretTrace,
    }),
    exerciseRoutes({ book, cohorts, actions }),
    traceRoutes({ book, desk, traces, allowed: options.secretTrace, stop: stop.signal }),
    reportRoutes({
      catalog,
      book,
      desk,
      traces,
      store: reports,
      bundle: () => runtime.bundle,
      now: clockOf(deps),
    }),
    fileRoutes({ book }),
    schemaRoutes({ book, schemas: new SchemaDesk({ source: deps.schemaSource, now }) }),
    terminalRoutes({ book, tickets, hub }),
    recordingRoutes({ book, recordings }),
    quizRoutes({ quizzes, db, cohorts, outbox: parts.outbox, now }),
    progressRoutes({ catalog, quizzes, db }),
    certificateRoutes({ office, auth: options.auth }),
    ownDataRoutes({ book, keeper, hub, reports, db, endJobsOf: graders.endJobsOf, now }),
    ...(deps.extraRoutes ?? []),
  ];
}

function composeRoom(
  { book, desk, cohorts, hands, assists, help, stop }: HelpParts & Workers,
  deps: ServerDeps,
  { db, log, tickets, audited }: Ground & { readonly tickets: TicketOffice; readonly audited: Audited },
): readonly Routes[] {
  const { catalog } = deps;
  const now = clockOf(deps);
  const board = new RoomBoard({ db, log, now, book, desk, cohorts });
  const announcer = new Announcer({ db, now, log });
  return [
    roomRoutes({ db, catalog, cohorts, board, announcer, help, audited, stop: stop.signal }),
    handRoutes({ book, hands, cohorts, audited }),
    kubeconfigRoutes({ book, cohorts, audited }),
    assistRoutes({ book, hands, assists, cohorts, tickets, audited }),
  ];
}
