/** `npm run dev`: pages that reload while you write them, in front of a server with fake environments; no Docker. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensurePackages, node24, requireHost, root } from './prepare.mjs';

requireHost(process.version);
await ensurePackages((line) => console.log(line));
const data = path.join(root, '.kindlab/dev');
/** Of the pages; the lab server behind them takes the one after. */
const port = Number(process.env['PORT'] ?? 4321);
const site = ['localhost', '127.0.0.1'].map((host) => `http://${host}:${port}`);
const children = [
  run([path.join(root, 'site/server/dev.ts')], {
    PORT: String(port + 1),
    KINDLAB_DATA_DIR: data,
    KINDLAB_ORIGINS: site.join(','),
  }),
  run(
    [
      path.join(root, 'node_modules/astro/bin/astro.mjs'),
      'dev',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
    ],
    {
      ASTRO_TELEMETRY_DISABLED: '1',
      KINDLAB_SERVER: `http://127.0.0.1:${port + 1}`,
    },
  ),
];
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => children.forEach((child) => child.kill('SIGTERM')));

/** When one of the two ends, so does the other: half of it is of no use. @param {readonly string[]} args @param {Record<string, string>} env */
function run(args, env) {
  const child = spawn(node24, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' });
  child.once('close', (code) => {
    process.exitCode = code ?? 0;
    for (const other of children) other.kill('SIGTERM');
  });
  return child;
}
