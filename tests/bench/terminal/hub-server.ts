/** Kindlab's own server, with fake environments whose shells are real ones of this machine. Started by `KindlabSubject`. */
import path from 'node:path';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import type { Environment } from '#containers/contract/environment.ts';
import { fakeDeps } from '#site/server/dev/fake-deps.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { startServer } from '#site/server/main.ts';
import { quick } from '#tests/server/counting-shell.ts';
import { LocalShell } from './local-shell.ts';

const [dataDir, shell] = process.argv.slice(2);
if (dataDir === undefined || shell === undefined) throw new Error('usage: hub-server <data folder> <shell>');
const fake = new FakeProvider({ delaysMs: quick });
const create = fake.create.bind(fake);
const provider = Object.assign(fake, {
  create: async function* (...args: Parameters<typeof create>) {
    const environment: Environment = yield* create(...args);
    return {
      ...environment,
      openShell: (request: Parameters<Environment['openShell']>[0]) =>
        Promise.resolve(new LocalShell(shell, request)),
    };
  },
});
const server = await startServer(
  { port: 0, dataDir, distDir: path.join(dataDir, 'dist'), provider: 'fake', logLevel: 'error' },
  {
    ...fakeDeps({ catalog: sampleCatalog, quizzes: [], bundleMs: 0 }),
    makeProvider: () => provider,
  },
);
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.send?.({ url: server.url });
