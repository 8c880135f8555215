import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { until } from '#tests/server/until.ts';

const cli = path.resolve(import.meta.dirname, '../../site/cli/kindlab.ts');
const tellWhenItHears =
  'data:text/javascript,process.on("newListener", (name) => name === "SIGTERM" && console.log("hears"))';

test('a server that is told to stop while it starts stops as soon as it has started', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-stop-'));
  const options = ['--provider', 'fake', '--port', '0', '--data-dir', dataDir];
  const child = spawn(process.execPath, ['--import', tellWhenItHears, cli, 'serve', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const ended = once(child, 'exit');
    await until('a process that hears', () => printed.includes('hears') || undefined, 60_000);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(printed).toContain('Stopping');
  } finally {
    child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  }
});
