/** Child of real-path.live.test.ts: a server of real parts that can be killed. Arguments: data folder, port. */
import path from 'node:path';
import { makeLogger } from '#site/server/logger.ts';
import { startServer } from '#site/server/main.ts';
import { productionDeps } from '#site/server/production-deps.ts';

const [, , dataDir = '', port = '0'] = process.argv;
const log = makeLogger('info');
const deps = await productionDeps({ dataDir, log });
const server = await startServer({ port: Number(port), dataDir, distDir: path.join(dataDir, 'dist') }, deps);
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.send?.({ url: server.url });
