/**
 * `npm test`: installs what the tests need, runs unit, live and browser tests, and ends with one line
 * `N passed, N failed`. Plain JavaScript: it starts on any Node 20 before anything is installed.
 *
 * Files with failures run again, twice at most and with nothing beside them. What then passes counts as passed,
 * and is named as unsteady: a busy machine is no fault of the code, and what hides in it is to be looked at.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensurePackages, ensureSite, node24, Obstacle, requireHost, root } from '../site/cli/prepare.mjs';
import { ensureChromium } from './support/ensure-chromium.mjs';
import {
  failuresOf,
  readPlaywright,
  readVitest,
  replaceResults,
  total,
  unsteadyIn,
} from './support/test-results.mjs';

const roundsAgain = 2;
/** Lines of a failure's message in the closing summary; the whole of it stands above. */
const messageLines = 12;

const bin = (/** @type {string} */ name) => path.join(root, 'node_modules', name);
const reports = await mkdtemp(path.join(os.tmpdir(), 'kindlab-test-'));
const report = (/** @type {string} */ name) => path.join(reports, `${name}.json`);

/**
 * @typedef {import('./support/test-results.mjs').Results} Results
 * @typedef {object} Phase
 * @property {string} name
 * @property {number} limitMinutes of each of its runs
 * @property {(files: readonly string[]) => readonly string[]} args what Node runs; no files: all of them
 * @property {Record<string, string>} [env]
 * @property {(json: unknown) => Results} [read] its report; none: its exit code says it all
 */

/** @type {readonly Phase[]} */
const phases = [
  {
    name: 'unit',
    limitMinutes: 25,
    args: (files) => vitest('unit', ['--reporter=default', ...files]),
    read: readVitest,
  },
  // Its own phase, so that a cold preparation is visible and never eats a test's time.
  {
    name: 'runtime bundle',
    limitMinutes: 45,
    args: () => [path.join(root, 'site/cli/kindlab.ts'), 'bundle', 'build'],
  },
  {
    name: 'live',
    limitMinutes: 60,
    args: (files) =>
      // Clusters mostly wait: two files at a time halve the time, also on two cores.
      vitest('live', ['--reporter=verbose', `--maxWorkers=${files.length === 0 ? 2 : 1}`, ...files]),
    read: readVitest,
  },
  {
    name: 'browser',
    limitMinutes: 25,
    args: (files) => [bin('@playwright/test/cli.js'), 'test', '--reporter=list,json', ...files],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report('browser') },
    read: readPlaywright,
  },
];

/** @param {string} project @param {readonly string[]} args */
function vitest(project, args) {
  const json = ['--reporter=json', `--outputFile.json=${report(project)}`];
  return [bin('vitest/vitest.mjs'), 'run', '--project', project, ...json, ...args];
}

/**
 * Runs one phase, or some files of it, to its end or its limit.
 * @param {Phase} phase @param {readonly string[]} files
 * @returns {Promise<number>} exit code; a run over its limit is ended and counts as failed
 */
function runOnce({ args, env, limitMinutes }, files) {
  return new Promise((resolve, reject) => {
    const child = spawn(node24, args(files), {
      cwd: root,
      env: { ...process.env, ...env, ASTRO_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const limit = setTimeout(() => {
      console.error(`Over its limit of ${limitMinutes} minutes: ended.`);
      // As by Ctrl-C: Playwright takes its server along, which would otherwise keep its port from the next run.
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGKILL'), 20_000).unref();
    }, limitMinutes * 60_000);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(limit);
      resolve(code ?? 1);
    });
  });
}

/** @param {Phase} phase @param {readonly string[]} files @returns {Promise<Results>} */
async function resultsOf(phase, files) {
  await rm(report(phase.name), { force: true });
  const code = await runOnce(phase, files);
  const results = phase.read === undefined ? new Map() : await readReport(phase.name, phase.read);
  if (code !== 0 && failuresOf(results).length === 0)
    results.set('', {
      passed: 0,
      failures: [{ file: '', name: phase.name, message: `It ended with exit code ${code}.` }],
    });
  return results;
}

/** A runner that broke down without a report counts as one failure. @param {string} name @param {(json: unknown) => Results} read */
async function readReport(name, read) {
  try {
    return read(JSON.parse(await readFile(report(name), 'utf8')));
  } catch (error) {
    return new Map([
      ['', { passed: 0, failures: [{ file: '', name, message: `No readable report: ${error}` }] }],
    ]);
  }
}

/** @param {Phase} phase */
async function measurePhase(phase) {
  console.log(`\n── ${phase.name} ──`);
  const started = Date.now();
  const first = await resultsOf(phase, []);
  let results = first;
  for (let round = 1; round <= roundsAgain && failuresOf(results).length > 0; round += 1) {
    const files = [...new Set(failuresOf(results).map(({ file }) => file))].filter((file) => file !== '');
    // What belongs to no file takes a whole run to see again; once is enough.
    if (files.length === 0 && round > 1) break;
    console.log(
      `\n── ${phase.name}, once more: ${files.map((file) => path.basename(file)).join(', ') || 'all'} ──`,
    );
    results = replaceResults(results, await resultsOf(phase, files));
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  const { passed, failed } = total([results]);
  console.log(`── ${phase.name}: ${passed} passed, ${failed} failed in ${seconds} s`);
  return { name: phase.name, seconds, results, unsteady: unsteadyIn(first, results) };
}

/** @param {string} heading @param {readonly import('./support/test-results.mjs').Failure[]} failures */
function tell(heading, failures) {
  if (failures.length === 0) return;
  console.log(`\n${heading}`);
  for (const { file, name, message } of failures) {
    console.log(`\n  ${[path.basename(file), name].filter(Boolean).join(' › ')}`);
    const lines = stripVTControlCharacters(message).split('\n').slice(0, messageLines);
    for (const line of lines) console.log(`    ${line}`);
  }
}

async function main() {
  requireHost(process.version);
  const say = (/** @type {string} */ line) => console.log(line);
  await ensurePackages(say);
  await ensureChromium(say);
  await ensureSite(say);
  const only = process.argv.slice(2);
  const measured = [];
  for (const phase of phases)
    if (only.length === 0 || only.includes(phase.name)) measured.push(await measurePhase(phase));
  tell(
    'Failed:',
    measured.flatMap(({ results }) => failuresOf(results)),
  );
  tell(
    'Unsteady: failed, and passed when run again:',
    measured.flatMap(({ unsteady }) => unsteady),
  );
  console.log(`\nTimes: ${measured.map(({ name, seconds }) => `${name} ${seconds} s`).join(', ')}`);
  return total(measured.map(({ results }) => results));
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
