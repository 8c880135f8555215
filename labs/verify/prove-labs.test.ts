import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import type { Lab } from '../lab.ts';
import { proveLabs, type ProveOptions } from './prove-labs.ts';
import type { LabEnvironment } from './verify-lab.ts';

let folder: string;
let world: { solved: boolean; looks: number };
const signal = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-prove-'));
  await writeFile(path.join(folder, 'solution.sh'), 'echo solve');
  await writeFile(path.join(folder, 'reset.sh'), 'echo reset');
  await mkdir(path.join(folder, 'mistakes'));
});
afterAll(() => rm(folder, { recursive: true }));

/** One exercise with one check, which looks at `world`; `lies` are the looks (from 1) at which it says the opposite. */
function lab(id: string, { lies = [], ...change }: Partial<Lab> & { lies?: readonly number[] } = {}): Lab {
  const limits = { nodeMemoryMiB: 16, workspaceMemoryMiB: 16, vaultMemoryMiB: 16, workspacePids: 32 };
  const check = defineCheck<boolean>({
    id: 'solved',
    claim: 'The world is solved',
    points: 1,
    watches: [],
    look: () => Promise.resolve(world.solved !== lies.includes((world.looks += 1))),
    judge: (solved) =>
      solved
        ? holds
        : differs('unsolved', { saw: 'nothing', wanted: 'all', next: 'Do it.', hints: ['a', 'b', 'c'] }),
  });
  return {
    id,
    title: id,
    order: 1,
    story: '',
    minutes: 5,
    environment: { startState: 'bare', namespaces: [], leaseMs: 1, limits },
    exercises: [
      {
        id: 'only',
        title: 'only',
        goal: 'only',
        minutes: 5,
        bonus: false,
        checks: [check],
        solutionFile: path.join(folder, 'solution.sh'),
        resetFile: path.join(folder, 'reset.sh'),
        mistakesDir: path.join(folder, 'mistakes'),
      },
    ],
    newValues: () => ({ word: 'secret-word' }),
    ...change,
  };
}

/** An environment whose workspace knows the two scripts. */
function environment(destroyed: () => void = () => undefined): LabEnvironment {
  world = { solved: false, looks: 0 };
  const fake: Partial<Environment> = {
    access: () =>
      Promise.resolve({
        kubernetes: { server: 'https://127.0.0.1:1', ca: '', clientCertificate: '', clientKey: '' },
        vault: { address: 'http://127.0.0.1:1', token: '', addressInCluster: '' },
      }),
    exec: ({ stdin = '' }) => {
      world.solved = stdin.includes('echo solve') && !stdin.includes('echo reset');
      return Promise.resolve({ exitCode: 0, stdout: '', stderr: '' });
    },
  };
  return {
    environment: fake as Environment,
    readyMs: 20_000,
    measureMemory: () => Promise.resolve(500),
    destroy: () => {
      destroyed();
      return Promise.resolve();
    },
  };
}

const options: ProveOptions = {
  createEnvironment: () => Promise.resolve(environment()),
  rounds: 1,
  repeatChecks: 1,
  jobs: 1,
  onTrial: () => undefined,
  onReport: () => Promise.resolve(),
};

const prove = async (one: Lab, change: Partial<ProveOptions> = {}) => {
  const [report] = await proveLabs([one], { ...options, ...change }, signal);
  if (report === undefined) throw new Error('no report');
  return report;
};

test('checks are repeated where nothing was touched and where the solution has passed, and only there', async () => {
  const report = await prove(lab('tea'), { repeatChecks: 10 });
  expect(report.trials.map(({ name, problems }) => [name, problems])).toEqual([
    ['untouched', []],
    ['solution', []],
    ['again', []],
    ['reset', []],
  ]);
  expect(report.steadiness).toMatchObject([{ check: 'solved', repeats: 20, differing: 0 }]);
  expect(world.looks).toBe(10 + 10 + 1 + 1);
  expect(report.passed).toBe(true);
});

test('a verdict that comes and goes is counted, and the lab is not proven', async () => {
  const report = await prove(lab('tea', { lies: [14, 17] }), { repeatChecks: 10 });
  expect(report.steadiness).toMatchObject([{ repeats: 20, differing: 2, flakeRate: 0.1 }]);
  expect(report.trials.flatMap(({ problems }) => problems)).toEqual([
    'solved is not steady: 2 of 10 runs said “failed unsolved” after “passed”',
  ]);
  expect(report.passed).toBe(false);
});

test('what is wrong at the first run is not repeated', async () => {
  const report = await prove(lab('tea', { lies: [1] }), { repeatChecks: 10 });
  expect(report.trials[0]).toMatchObject({ problems: ['solved is passed though nothing was done'] });
  expect(report.trials[0]?.repeats).toBeUndefined();
  expect(world.looks).toBe(1 + 10 + 1 + 1);
});

test('once is enough unless more is asked for', async () => {
  expect((await prove(lab('tea'))).steadiness).toEqual([]);
  expect(world.looks).toBe(4);
});

test('a lab over its budget is not proven, though all its trials are as they have to be', async () => {
  const report = await prove(lab('tea', { budget: { memoryMiB: 499, startSeconds: 20, minutes: 5 } }));
  expect(report.problems).toEqual(['It takes 500 MiB when the learner arrives, and its budget is 499 MiB.']);
  expect(report.passed).toBe(false);
  expect(report.starts).toEqual([{ environmentMs: 20_000, prepareMs: 0, memoryMiB: 500 }]);
});

test('a lab without an environment is reported, and the others go on', async () => {
  const written: string[] = [];
  const reports = await proveLabs(
    [lab('one'), lab('two')],
    {
      ...options,
      createEnvironment: ({ id }) =>
        id === 'one' ? Promise.reject(new Error('no room')) : Promise.resolve(environment()),
      onReport: ({ lab: id }) => {
        written.push(id);
        return Promise.resolve();
      },
    },
    signal,
  );
  expect(reports.map(({ passed, problems }) => [passed, problems])).toEqual([
    [false, ['It could not be proven: no room']],
    [true, []],
  ]);
  expect(written).toEqual(['one', 'two']);
});

test('no more labs at a time than asked for, each environment destroyed, reports in the order of the labs', async () => {
  let open = 0;
  const most: number[] = [];
  const run = (jobs: number) =>
    proveLabs(
      ['one', 'two', 'three'].map((id) => lab(id)),
      {
        ...options,
        jobs,
        trials: ['untouched'],
        createEnvironment: () => {
          most.push((open += 1));
          const close = () => void (open -= 1);
          // The later, the slower: it is the first start of each that counts.
          return Promise.resolve({ ...environment(close), readyMs: most.length * 1000 });
        },
      },
      signal,
    );
  const startsOf = (reports: Awaited<ReturnType<typeof run>>) =>
    reports.map(({ starts }) => starts.map(({ environmentMs }) => environmentMs));
  expect(startsOf(await run(2))).toEqual([[1000], [2000], [3000]]);
  expect(most.slice(0, 3), 'each starts alone').toEqual([1, 1, 1]);
  expect([Math.max(...most), open]).toEqual([2, 0]);
  most.length = 0;
  expect(startsOf(await run(1))).toEqual([[1000], [2000], [3000]]);
  expect(most).toEqual([1, 1, 1]);
});

test('an abort ends everything', async () => {
  const stop = new AbortController();
  const proving = proveLabs(
    [lab('one'), lab('two')],
    {
      ...options,
      createEnvironment: () => {
        stop.abort(new Error('enough'));
        return Promise.reject(new Error('no room'));
      },
    },
    stop.signal,
  );
  await expect(proving).rejects.toThrow('enough');
});
