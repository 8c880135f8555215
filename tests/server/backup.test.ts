import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startTestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';

const command = path.resolve(import.meta.dirname, '../../site/cli/kindlab.ts');

async function kindlab(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], { timeout: 60_000 });
  return stdout;
}

test('a server that runs is backed up, and another goes on from there', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-moved-'));
  const file = path.join(folder, 'class.tar.gz');
  const moved = path.join(folder, 'data');
  try {
    await using server = await startTestServer();
    await readyAttempt(server);
    await server.call('POST', '/api/quizzes/sample/answers', { question: 'one', given: ['a'] });
    const progress: unknown = await (await server.call('GET', '/api/progress')).json();
    expect((await server.call('POST', '/api/backups')).status).toBe(403);

    expect(await kindlab('backup', file, '--data-dir', server.dataDir)).toContain(`Backed up to ${file}`);
    expect(await readdir(path.join(server.dataDir, 'backups'))).toEqual([]);
    expect(await kindlab('restore', file, '--data-dir', moved)).toContain(`Restored to ${moved}`);

    await using other = await startTestServer({ dataDir: moved });
    expect(await (await other.call('GET', '/api/progress')).json()).toEqual(progress);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a folder where a server works is not restored to', async () => {
  await using server = await startTestServer();
  const restoring = kindlab('restore', 'any.tar.gz', '--replace', '--data-dir', server.dataDir);
  await expect(restoring).rejects.toThrow('Another Kindlab server works in the data folder');
});
