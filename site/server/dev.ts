/**
 * The server for work on the site: fake provider, played bundle, scripted checks. Environment: PORT (4322),
 * KINDLAB_FAKE_BUNDLE_MS (6000), KINDLAB_FAKE_ENVIRONMENT_MS (1800), KINDLAB_DATA_DIR (a fresh folder),
 * KINDLAB_ORIGINS (comma-separated).
 */
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { loadCatalog } from '#labs/load-catalog.ts';
import { loadQuizzes } from '#site/quizzes/load-quizzes.ts';
import { fakeDeps } from './dev/fake-deps.ts';
import { startServer } from './main.ts';

const env = process.env;
const dataDir = env['KINDLAB_DATA_DIR'] ?? (await mkdtemp(path.join(os.tmpdir(), 'kindlab-dev-')));
const quizzes = await loadQuizzes(path.resolve('site/quizzes'), AbortSignal.timeout(10_000));
const bundleMs = Number(env['KINDLAB_FAKE_BUNDLE_MS'] ?? 6000);
const environmentMs = Number(env['KINDLAB_FAKE_ENVIRONMENT_MS'] ?? 1800);
const origins = env['KINDLAB_ORIGINS'] ?? 'http://localhost:4321,http://127.0.0.1:4321';
const server = await startServer(
  {
    port: Number(env['PORT'] ?? 4322),
    dataDir: path.resolve(dataDir),
    distDir: path.resolve('dist'),
    provider: 'fake',
    allowedOrigins: origins.split(',').filter((origin) => origin !== ''),
    logLevel: 'info',
  },
  fakeDeps({ catalog: await loadCatalog(), quizzes, bundleMs, environmentMs }),
);
console.log(`Kindlab for work on the site: ${server.url} (data in ${dataDir})`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
