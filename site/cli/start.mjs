/** `npm start`: from a fresh clone to a served site, on any Node 20 or newer. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensurePackages, ensureSite, node24, Obstacle, requireHost, root } from './prepare.mjs';
import { serveHelp } from './serve-flags.mjs';

const args = process.argv.slice(2);
const say = (/** @type {string} */ line) => console.log(line);

async function start() {
  if (args.includes('--help') || args.includes('-h')) {
    say(serveHelp());
    return 0;
  }
  requireHost(process.version);
  await ensurePackages(say);
  if (!args.includes('--no-build')) await ensureSite(say);
  return await serve();
}

/** Ctrl-C reaches the server by itself, being in the same process group; all that is left is to wait for it. */
function serve() {
  return new Promise((resolve, reject) => {
    const cli = path.join(root, 'site/cli/kindlab.ts');
    const server = spawn(node24, [cli, 'serve', ...args], { stdio: 'inherit' });
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => server.kill('SIGTERM'));
    server.once('error', reject);
    server.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 0 : 1)));
  });
}

try {
  process.exitCode = Number(await start());
} catch (error) {
  if (!(error instanceof Obstacle)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
