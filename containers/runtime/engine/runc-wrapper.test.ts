import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';

const wrapper = join(import.meta.dirname, 'runc-without-sys-resource.sh');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindlab-runc-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const sets = {
  bounding: ['CAP_SYS_RESOURCE'],
  effective: ['CAP_CHOWN', 'CAP_SYS_RESOURCE', 'CAP_KILL'],
  permitted: ['CAP_CHOWN', 'CAP_SYS_RESOURCE'],
  inheritable: ['CAP_SYS_RESOURCE', 'CAP_KILL'],
  ambient: [],
};
const stripped = {
  bounding: [],
  effective: ['CAP_CHOWN', 'CAP_KILL'],
  permitted: ['CAP_CHOWN'],
  inheritable: ['CAP_KILL'],
  ambient: [],
};

async function run(...args: string[]): Promise<string> {
  return runCommand(['sh', wrapper, ...args], {
    signal: new AbortController().signal,
    timeoutMs: 10_000,
    env: { KINDLAB_RUNC: 'echo' },
  });
}

const spacings = [undefined, 2];

test.each(spacings)('takes the capability out of a bundle and becomes runc (spacing %s)', async (spacing) => {
  const args = ['grep', 'CAP_SYS_RESOURCE', '"CAP_SYS_RESOURCE",'];
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({ process: { args, capabilities: sets } }, null, spacing),
  );
  const output = await run('--root', '/run/x', 'create', '--bundle', folder, 'id');
  expect(output).toBe(`--root /run/x create --bundle ${folder} id`);
  const config: unknown = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  expect(config).toEqual({ process: { args, capabilities: stripped } });
});

test.each(['--process FILE', '-p FILE', '--process=FILE'])('does the same for `exec %s`', async (form) => {
  const file = join(folder, 'process.json');
  await writeFile(file, JSON.stringify({ capabilities: sets }));
  await run('exec', ...form.replace('FILE', file).split(' '), 'id');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ capabilities: stripped });
});

test('passes every other command on as it is', async () => {
  expect(await run('state', 'id')).toBe('state id');
});
