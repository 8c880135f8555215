/**
 * `npm test`: installs what the tests need, runs unit, live and browser tests, and ends with one line
 * `N passed, N failed`. Plain JavaScript: it starts on any Node 20 before anything is installed.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensurePackages, ensureSite, node24, Obstacle, requireHost, root } from '../site/cli/prepare.mjs';
import { ensureChromium } from './support/ensure-chromium.mjs';
import { countPlaywright, countVitest, total } from './support/count-results.mjs';

const bin = (/** @type {string} */ name) => path.join(root, 'node_modules', name);
const reports = await mkdtemp(path.join(os.tmpdir(), 'kindlab-test-'));
const report = (/** @type {string} */ name) => path.join(reports, `${name}.json`);

/** @type {readonly { name: string, limitMinutes: number, args: readonly string[], env?: Record<string, string>, count?: (json: unknown) => import('./support/count-results.mjs').Count }[]} */
const phases = [
  {
    name: 'unit',
    limitMinutes: 25,
    args: [
      bin('vitest/vitest.mjs'),
      'run',
      '--project',
      'unit',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report('unit')}`,
    ],
    count: countVitest,
  },
  // Its own phase, so that a cold preparation is visible and never eats a test's time.
  {
    name: 'runtime bundle',
    limitMinutes: 45,
    args: [path.join(root, 'site/cli/kindlab.ts'), 'bundle', 'build'],
  },
  {
    name: 'live',
    limitMinutes: 60,
    args: [
      bin('vitest/vitest.mjs'),
      'run',
      '--project',
      'live',
      // Clusters mostly wait: two files at a time halve the time, also on two cores.
      '--maxWorkers=2',
      '--reporter=verbose',
      '--reporter=json',
      `--outputFile.json=${report('live')}`,
    ],
    count: countVitest,
  },
  {
    name: 'browser',
    limitMinutes: 25,
    args: [bin('@playwright/test/cli.js'), 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report('browser') },
    count: countPlaywright,
  },
];

/**
 * Runs one phase to its end or its limit.
 * @param {(typeof phases)[number]} phase
 * @returns {Promise<number>} exit code; a phase over its limit is ended and counts as failed
 */
function runPhase({ args, env, limitMinutes }) {
  return new Promise((resolve, reject) => {
    const child = spawn(node24, args, {
      cwd: root,
      env: { ...process.env, ...env, ASTRO_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const limit = setTimeout(() => {
      console.error(`Over its limit of ${limitMinutes} minutes: ended.`);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 20_000).unref();
    }, limitMinutes * 60_000);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(limit);
      resolve(code ?? 1);
    });
  });
}

/** @param {(typeof phases)[number]} phase */
async function measurePhase(phase) {
  console.log(`\n── ${phase.name} ──`);
  const started = Date.now();
  const code = await runPhase(phase);
  const seconds = Math.round((Date.now() - started) / 1000);
  const count = await countOf(phase, code);
  console.log(`── ${phase.name}: ${count.passed} passed, ${count.failed} failed in ${seconds} s`);
  return { name: phase.name, seconds, count };
}

/** A runner that broke down without a report counts as one failure. @param {(typeof phases)[number]} phase @param {number} code */
async function countOf({ name, count }, code) {
  if (count === undefined) return { passed: 0, failed: code === 0 ? 0 : 1 };
  try {
    const found = count(JSON.parse(await readFile(report(name), 'utf8')));
    return code !== 0 && found.failed === 0 ? { ...found, failed: 1 } : found;
  } catch (error) {
    console.error(`No readable report of ${name}:`, error);
    return { passed: 0, failed: 1 };
  }
}

async function main() {
  requireHost(process.version);
  const say = (/** @type {string} */ line) => console.log(line);
  await ensurePackages(say);
  await ensureChromium(say);
  await ensureSite(say);
  const only = process.argv.slice(2);
  const results = [];
  for (const phase of phases)
    if (only.length === 0 || only.includes(phase.name)) results.push(await measurePhase(phase));
  console.log(`\nTimes: ${results.map(({ name, seconds }) => `${name} ${seconds} s`).join(', ')}`);
  return total(results.map(({ count }) => count));
}

try {
  const { passed, failed } = await main();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Obstacle ? error.message : error);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  await rm(reports, { recursive: true, force: true });
}
