import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectEngine, connectionFault } from '#containers/runtime/engine/connect-engine.ts';
import { isDebianFamily } from '#containers/runtime/engine/install-engine.ts';
import { raiseInotifyLimits } from '#containers/runtime/engine/raise-inotify-limits.ts';

test('knows Debian, Ubuntu and their children', () => {
  expect(isDebianFamily('ID=debian\nVERSION_ID="12"\n')).toBe(true);
  expect(isDebianFamily('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n')).toBe(true);
  expect(isDebianFamily('ID=fedora\nID_LIKE="rhel centos"\n')).toBe(false);
  expect(isDebianFamily('')).toBe(false);
});

test.each([
  ['denied', 'ENGINE_DENIED', 'sudo usermod -aG docker ada'],
  ['silent', 'ENGINE_UNREACHABLE', 'docker info'],
  ['absent', 'ENGINE_MISSING', 'Install Docker Engine'],
] as const)('%s becomes %s with a way out', (kind, code, hint) => {
  expect(connectionFault({ kind, cause: undefined }, 'ada')).toMatchObject({
    code,
    hint: expect.stringContaining(hint) as unknown,
  });
});

test('raises only limits that are too low, and says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kindlab-inotify-'));
  await writeFile(join(folder, 'max_user_instances'), '128\n');
  await writeFile(join(folder, 'max_user_watches'), '9999999\n');
  expect(await raiseInotifyLimits(folder)).toEqual(['fs.inotify.max_user_instances raised from 128 to 1024']);
  expect(await readFile(join(folder, 'max_user_instances'), 'utf8')).toBe('1024');
  await rm(folder, { recursive: true });
  expect(await raiseInotifyLimits(folder)).toEqual([]);
});

test('an address where nobody listens is an engine that does not answer', async () => {
  const before = process.env['DOCKER_HOST'];
  process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:9';
  try {
    expect(await connectEngine(process.env)).toMatchObject({ kind: 'silent' });
  } finally {
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
  }
});
