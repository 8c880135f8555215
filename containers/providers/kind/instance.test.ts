import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { thisInstance } from './instance.ts';

test('this process lives, also when another provider in it asks', async () => {
  const [one, other] = [await thisInstance(), await thisInstance()];
  expect(one.id).not.toBe(other.id);
  expect(await other.isAlive(one.id)).toBe(true);
});

test('a process that ended is dead, and so is a later one with the same number', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  const { id } = await thisInstance(child.pid);
  const here = await thisInstance();
  expect(await here.isAlive(id)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await here.isAlive(id)).toBe(false);
  const reused = here.id.replace(/-\d+-[^-]+$/, '-1-ffffffff');
  expect(await here.isAlive(reused)).toBe(false);
});

test.each(['', 'nonsense', '1-2', 'aaaa-notanumber-1-2'])('%j names nobody', async (id) => {
  expect(await (await thisInstance()).isAlive(id)).toBe(false);
});
