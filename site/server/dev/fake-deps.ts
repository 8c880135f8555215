import { FakeProvider, type FakeOptions } from '#containers/providers/fake/fake-provider.ts';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import type { Catalog } from '#labs/lab.ts';
import type { Quiz } from '#site/quizzes/quiz-schema.ts';
import type { ServerDeps } from '../server-deps.ts';
import { devRoutes } from './dev-routes.ts';
import { playBundle } from './fake-bundle.ts';
import { PlayedPreviewSource } from './played-preview-source.ts';
import { RecordedSchemaSource } from './recorded-schema-source.ts';
import { ScriptedCheckRunner } from './scripted-check-runner.ts';
import { ScriptedSubmissionGrader } from './scripted-submission-grader.ts';
import { ScriptedTraceReader } from './scripted-trace-reader.ts';
import { tapShells } from './tap-shells.ts';

export interface FakeDepsOptions {
  readonly catalog: Catalog;
  readonly quizzes: readonly Quiz[];
  readonly bundleMs: number;
  /** How long an environment takes to make; 1800 unless told. */
  readonly environmentMs?: number;
  /** Outlives this server: hand it to the next one to play a restart. */
  readonly world?: FakeWorld;
}

const usualEnvironmentMs = 1800;

function delays(totalMs: number): NonNullable<FakeOptions['delaysMs']> {
  const step = totalMs / 6;
  return { network: step, node: step, 'control-plane': step, vault: step, workspace: step, ready: step };
}

/** Everything without Docker: environments in memory, a played bundle, scripted checks. */
export function fakeDeps(options: FakeDepsOptions): ServerDeps {
  const { catalog, quizzes, bundleMs, environmentMs = usualEnvironmentMs } = options;
  const world = options.world ?? new FakeWorld();
  const checkRunner = new ScriptedCheckRunner();
  const traceReader = new ScriptedTraceReader();
  const fake = new FakeProvider({ delaysMs: delays(environmentMs), world });
  const provider = tapShells(fake, (attempt, line) => {
    checkRunner.onLine(attempt, line);
    traceReader.onLine(attempt, line);
  });
  return {
    catalog,
    quizzes,
    checkRunner,
    traceReader,
    previewSource: new PlayedPreviewSource(),
    schemaSource: new RecordedSchemaSource(),
    submissionGrader: new ScriptedSubmissionGrader(),
    prepareBundle: (request) => playBundle(request, bundleMs),
    makeProvider: () => provider,
    extraRoutes: [devRoutes(checkRunner, traceReader, world)],
  };
}
