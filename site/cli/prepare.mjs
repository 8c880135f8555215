/** What has to be there before TypeScript can run: packages, and the built site. Runs on any Node 20 or newer. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const node24 = path.join(root, 'node_modules/.bin/node');

/** A problem to be told in plain words; no stack trace helps with it. */
export class Obstacle extends Error {}

/** @param {string} version such as v20.11.0 */
export function requireHost(version, platform = process.platform) {
  if (platform !== 'linux')
    throw new Obstacle(
      `Kindlab runs its labs on Linux; this is ${platform}. Use a Linux machine, or a Linux VM such as WSL 2 or Lima.`,
    );
  if (Number(version.slice(1).split('.')[0]) < 20)
    throw new Obstacle(
      `Kindlab needs Node 20 or newer to start; this is ${version}. Install a newer Node and start again.`,
    );
}

/**
 * @param {readonly string[]} files
 * @returns {Promise<string>} one hash over names and contents
 */
export async function hashFiles(files, base = root) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    hash.update(path.relative(base, file)).update('\0');
    hash.update(await readFile(file)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} file @returns {Promise<string | undefined>} */
async function readStamp(file) {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Installs packages when they are missing or older than the lockfile. @param {(line: string) => void} say */
export async function ensurePackages(say) {
  const stampFile = path.join(root, 'node_modules/.kindlab-stamp');
  const stamp = await hashFiles([path.join(root, 'package.json'), path.join(root, 'package-lock.json')]);
  if ((await readStamp(stampFile)) === stamp && existsSync(node24)) return false;
  say('Installing packages (npm ci) — half a minute or so, only when they changed …');
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0)
    throw new Obstacle(
      `npm ci failed, so nothing was started:\n${output.trim().split('\n').slice(-12).join('\n')}\n` +
        'If the npm registry can not be reached, check the network or the proxy (npm config get registry) and start again; nothing half-installed is used.',
    );
  if (!existsSync(node24))
    throw new Obstacle(
      'npm ci ended without installing Node 24 (package "node"): its install script did not run. Allow install scripts (npm config get ignore-scripts must say false) and start again.',
    );
  await writeFile(stampFile, stamp);
  return true;
}

/** Builds the site when its sources changed since the last build. @param {(line: string) => void} say */
export async function ensureSite(say) {
  const stampFile = path.join(root, 'dist/.kindlab-stamp');
  const stamp = await hashFiles(await siteSources());
  if ((await readStamp(stampFile)) === stamp) return false;
  say('Building the site …');
  const { code, output } = await run(node24, [path.join(root, 'node_modules/astro/bin/astro.mjs'), 'build'], {
    ASTRO_TELEMETRY_DISABLED: '1',
  });
  if (code !== 0)
    throw new Obstacle(`The site could not be built:\n${output.trim().split('\n').slice(-25).join('\n')}`);
  await mkdir(path.dirname(stampFile), { recursive: true });
  await writeFile(stampFile, stamp);
  return true;
}

const notPages = new Set(['server', 'cli']);

async function siteSources() {
  const files = ['astro.config.mjs', 'package-lock.json'].map((name) => path.join(root, name));
  for (const entry of await readdir(path.join(root, 'site'), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const top = path.relative(path.join(root, 'site'), file).split(path.sep)[0] ?? '';
    if (entry.isFile() && !notPages.has(top)) files.push(file);
  }
  return files;
}

/**
 * Runs a command to its end, keeping what it prints.
 * @param {string} command @param {readonly string[]} args @param {Record<string, string>} [env]
 * @returns {Promise<{ code: number, output: string }>}
 */
function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => (output = (output + chunk.toString()).slice(-100_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
