import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import type { Lab } from '../lab.ts';
import { dryRun, type DryRunOptions } from './dry-run.ts';

let folder: string;
let solved = false;
const noAbort = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-dry-'));
  await writeFile(path.join(folder, 'solution.sh'), 'echo solve');
  await writeFile(path.join(folder, 'reset.sh'), 'echo reset');
  await mkdir(path.join(folder, 'mistakes'));
});
afterAll(() => rm(folder, { recursive: true }));

const check = defineCheck<boolean>({
  id: 'solved',
  claim: 'The world is solved',
  points: 1,
  watches: [],
  look: () => Promise.resolve(solved),
  judge: (is) =>
    is
      ? holds
      : differs('unsolved', { saw: 'nothing', wanted: 'all', next: 'Do it.', hints: ['a', 'b', 'c'] }),
});

function lab(id: string, solution = 'solution.sh'): Lab {
  const limits = { nodeMemoryMiB: 16, workspaceMemoryMiB: 16, vaultMemoryMiB: 16, workspacePids: 32 };
  const exercise = {
    ...{ id: 'only', title: 'only', goal: 'only', minutes: 5, bonus: false, checks: [check] },
    solutionFile: path.join(folder, solution),
    resetFile: path.join(folder, 'reset.sh'),
    mistakesDir: path.join(folder, 'mistakes'),
  };
  return {
    ...{ id, title: id.toUpperCase(), order: 1, story: '', minutes: 5 },
    environment: { startState: 'bare', namespaces: [], leaseMs: 1, limits },
    exercises: [exercise],
    newValues: () => ({ word: 'secret-word' }),
  };
}

const fake: Partial<Environment> = {
  access: () =>
    Promise.resolve({
      kubernetes: { server: 'https://127.0.0.1:1', ca: '', clientCertificate: '', clientKey: '' },
      vault: { address: 'http://127.0.0.1:1', token: '', addressInCluster: '' },
    }),
  exec: ({ stdin = '' }) => {
    solved = stdin.includes('echo solve') && !stdin.includes('echo reset');
    return Promise.resolve({ exitCode: 0, stdout: '', stderr: '' });
  },
};

function options(destroyed: string[] = [], change: Partial<DryRunOptions> = {}): DryRunOptions {
  return {
    createEnvironment: ({ id }) =>
      Promise.resolve({
        environment: fake as Environment,
        readyMs: 20_000,
        measureMemory: () => Promise.resolve(500),
        destroy: () => Promise.resolve(void destroyed.push(id)),
      }),
    perLabMs: 60_000,
    onTrial: () => undefined,
    ...change,
  };
}

test('every lab is solved once, in an environment of its own that goes again', async () => {
  const destroyed: string[] = [];
  const trials: string[] = [];
  const onTrial: DryRunOptions['onTrial'] = ({ id }, { exercise, name }) =>
    void trials.push(`${id}/${exercise}/${name}`);
  const report = await dryRun([lab('tea'), lab('cake')], options(destroyed, { onTrial }), noAbort);
  expect(report).toMatchObject({ solved: true });
  expect(report.labs[0]).toMatchObject({
    ...{ lab: 'tea', title: 'TEA', solved: true, exercises: { solved: 1, of: 1 }, startSeconds: 20 },
    problems: [],
  });
  expect(trials).toEqual(['tea/only/solution', 'cake/only/solution']);
  expect(destroyed).toEqual(['tea', 'cake']);
});

test('a lab whose solution does not pass says so, and the others go on', async () => {
  const report = await dryRun([lab('tea', 'reset.sh'), lab('cake')], options(), noAbort);
  expect(report).toMatchObject({ solved: false, labs: [{ solved: false }, { solved: true }] });
  expect(report.labs[0]?.problems).toEqual(['only: solved failed nothing']);
});

test('a lab that never gets an environment ends at its limit, and the others go on', async () => {
  let asked = 0;
  const { createEnvironment } = options();
  const change: Partial<DryRunOptions> = {
    perLabMs: 300,
    createEnvironment: (one, signal) =>
      (asked += 1) === 1
        ? new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
          })
        : createEnvironment(one, signal),
  };
  const report = await dryRun([lab('tea'), lab('cake')], options([], change), noAbort);
  expect(report.labs[0]).toMatchObject({ solved: false, exercises: { solved: 0, of: 1 } });
  expect(report.labs[0]?.problems[0]).toMatch(/It was not solved within/);
  expect(report.labs[1]).toMatchObject({ solved: true });
});

test('an interrupt ends all of it', async () => {
  const stop = AbortSignal.abort(new Error('interrupted'));
  await expect(dryRun([lab('tea')], options(), stop)).rejects.toThrow('interrupted');
});
