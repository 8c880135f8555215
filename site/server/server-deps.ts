import type { Logger } from 'pino';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import type { EnvironmentProvider, EnvironmentSpec } from '#containers/contract/environment.ts';
import type { Measured } from '#containers/contract/measured.ts';
import type { Catalog } from '#labs/lab.ts';
import type { Quiz } from '#site/quizzes/quiz-schema.ts';
import type { CheckRunner } from './checks/check-runner.ts';
import type { LiveTiming } from './checks/live-rounds.ts';
import type { Routes } from './http/app.ts';
import type { SubmissionGrader } from './grading/submission-grader.ts';
import type { PreviewSource } from './previews/preview-source.ts';
import type { PrepareBundleRequest } from './runtime/runtime-supervisor.ts';
import type { SchemaSource } from './schemas/schema-source.ts';
import type { TraceReader } from './trace/trace-reader.ts';

export interface ReapRequest {
  readonly provider: EnvironmentProvider;
  readonly log: Logger;
  /** Ids of environments that running attempts have, or are about to have. */
  readonly claimed: () => ReadonlySet<string>;
  /** Ids of environments in which a check runs: their lease ends when that has ended. */
  readonly held: () => ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** The parts that a server is put together from; tests and work on the site give others. */
export interface ServerDeps {
  readonly catalog: Catalog;
  readonly quizzes: readonly Quiz[];
  readonly checkRunner: CheckRunner;
  readonly traceReader: TraceReader;
  readonly schemaSource: SchemaSource;
  readonly previewSource: PreviewSource;
  readonly submissionGrader: SubmissionGrader;
  readonly prepareBundle: (request: PrepareBundleRequest) => Promise<RuntimeBundle>;
  readonly makeProvider: (bundle: RuntimeBundle) => EnvironmentProvider | Promise<EnvironmentProvider>;
  /** Throws a Fault when this machine has no room for one more environment. Asked before each creation. */
  readonly admit?: (
    provider: EnvironmentProvider,
    spec: EnvironmentSpec,
    signal: AbortSignal,
  ) => Promise<void>;
  /** What environments take that run on this machine; absent: none can. */
  readonly measure?: (signal: AbortSignal) => Promise<Measured>;
  /** Ends environments whose time is up or that nobody claims, until aborted; started once there is a provider. */
  readonly reap?: (request: ReapRequest) => Promise<void>;
  readonly log?: Logger;
  readonly now?: () => Date;
  /** Calls that only work on the site needs. */
  readonly extraRoutes?: readonly Routes[];
  readonly timing?: ServerTiming;
}

/** Waits that tests shorten. */
export interface ServerTiming {
  readonly live?: Partial<LiveTiming>;
  readonly terminalGraceMs?: number;
  readonly assistGraceMs?: number;
  /** How often the pool looks whether something is to be done. */
  readonly poolLookMs?: number;
  readonly inspectMs?: number;
  /** How often what environments would lose is written down. */
  readonly keepMs?: number;
  /** How often the free space of the disk is asked for. */
  readonly diskMs?: number;
  /** From when on the cluster of a parked environment is stopped. */
  readonly stopParkedMs?: number;
  /** How often a full machine is asked for room, and for how long. */
  readonly room?: { readonly pollMs: number; readonly patienceMs: number };
  /** First pause before a webhook, or a submission that broke on our side, is tried again. */
  readonly retryMs?: number;
}
