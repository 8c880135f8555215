import { execa } from 'execa';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const installMs = 10 * 60_000;

/**
 * Python packages from PyPI in an environment of their own, kept from run to run; answers its interpreter. They are
 * programs of others that ours are held against, so a test without them is none: whatever is missing is an error that
 * says what.
 */
export async function pythonWith(...packages: readonly string[]): Promise<string> {
  const digest = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 16);
  const folder = path.resolve('node_modules/.cache/kindlab-python', digest);
  const python = path.join(folder, 'bin/python');
  const complete = path.join(folder, 'complete');
  if (existsSync(complete)) return python;
  await rm(folder, { recursive: true, force: true });
  await makeEnvironment(folder);
  const wanted = ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', ...packages];
  const done = await execa(python, wanted, { reject: false, timeout: installMs });
  if (done.failed)
    throw new Error(
      `The Python packages ${packages.join(', ')} can't be installed; this test needs PyPI or a mirror of it. pip says:\n${endOf(done.stderr)}`,
    );
  await writeFile(complete, '');
  return python;
}

/** Debian has the module in a package of its own. */
async function makeEnvironment(folder: string): Promise<void> {
  const make = () => execa('python3', ['-m', 'venv', folder], { reject: false, timeout: installMs });
  const first = await make();
  if (!first.failed) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(
      `This test needs Python 3 with its module venv (Debian, Ubuntu: apt-get install python3-venv):\n${endOf(first.stderr)}`,
    );
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'python3-venv']])
    await execa('apt-get', ['-q', ...args], { env, timeout: installMs });
  await rm(folder, { recursive: true, force: true });
  const second = await make();
  if (second.failed)
    throw new Error(`python3-venv is installed, and makes no environment:\n${endOf(second.stderr)}`);
}

function endOf(text: string | undefined): string {
  return (text ?? '').trim().split('\n').slice(-8).join('\n');
}
