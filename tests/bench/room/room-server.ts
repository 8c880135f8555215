/** Kindlab's own server with accounts and fake environments, for a class. Started by `bench-room.ts`. */
import path from 'node:path';
import { fakeDeps } from '#site/server/dev/fake-deps.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { startServer } from '#site/server/main.ts';

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: room-server <data folder>');
const server = await startServer(
  {
    ...{ port: 0, dataDir, distDir: path.join(dataDir, 'dist'), provider: 'fake' },
    ...{ auth: 'accounts', logLevel: 'error' },
  },
  fakeDeps({ catalog: sampleCatalog, quizzes: [], bundleMs: 0, environmentMs: 0 }),
);
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.send?.({ url: server.url, firstAdminLink: server.firstAdminLink });
