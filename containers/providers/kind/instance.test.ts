import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
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

function failing(code: string, only: (file: string) => boolean) {
  return (file: string): Promise<string> =>
    only(file) ? Promise.reject(Object.assign(new Error(code), { code })) : readFile(`/proc/${file}`, 'utf8');
}

test.each(['EACCES', 'EPERM'])(
  'a process that we may not see (%s) counts as alive while its number runs',
  async (code) => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    const { id } = await thisInstance(child.pid);
    const refused = await thisInstance(
      process.pid,
      failing(code, (file) => file.endsWith('/stat')),
    );
    expect(await refused.isAlive(id)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await refused.isAlive(id)).toBe(false);
  },
);

test('one that is hidden from us counts as alive, too', async () => {
  const { id } = await thisInstance();
  const hidden = await thisInstance(
    process.pid,
    failing('ENOENT', (file) => file.endsWith('/stat')),
  );
  expect(await hidden.isAlive(id)).toBe(true);
  expect(await hidden.isAlive(id.replace(/^[^-]+/, 'otherone'))).toBe(false);
});

test('without /proc the number is compared, and so it is where another could not read it', async () => {
  const blind = await thisInstance(
    process.pid,
    failing('ENOENT', () => true),
  );
  expect(await blind.isAlive(blind.id)).toBe(true);
  expect(await (await thisInstance()).isAlive(blind.id)).toBe(true);
  expect(await blind.isAlive('any-999999999-runs-0')).toBe(false);
});

test('a look that fails otherwise is no answer', async () => {
  const { id } = await thisInstance();
  let isBroken = false;
  const broken = await thisInstance(
    process.pid,
    failing('EIO', () => isBroken),
  );
  isBroken = true;
  await expect(broken.isAlive(id)).rejects.toThrow('EIO');
});
