import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import type { Environment, ExecRequest, ExecResult } from '#containers/contract/environment.ts';
import { holds } from '#checkers/outcome.ts';
import { check, no, wrong, world } from '#checkers/run-checks.test-support.ts';
import { differs } from '#checkers/outcome.ts';
import type { Check } from '#checkers/define-check.ts';
import type { Exercise, Lab } from '../lab.ts';
import { gradeSubmission, type GradingStage } from './grade-submission.ts';
import { secretForms } from './secret-forms.ts';
import { planSteps } from './submissions/plan-steps.ts';
import { runSteps, ScriptBudget } from './submissions/run-steps.ts';
import type { Graded } from './verdict.ts';

const values = { api_key: 'key-0123456789', database_url: 'it\'s "quoted" $HOME/päth' };
const signal = AbortSignal.timeout(60_000);
let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'kindlab-workspace-'));
});

afterEach(async () => {
  await rm(home, { recursive: true });
});

/** Runs what the workspace would run, in a folder of this machine in place of the learner's home. */
function runLocally({ command, stdin, env }: ExecRequest): Promise<ExecResult> {
  const here = (text: string) => text.replaceAll('/home/learner', home);
  const [program = '', ...args] = command.map(here);
  return new Promise((resolve) => {
    const child = execFile(program, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end(here(stdin ?? ''));
  });
}

function stageWith(exec: Environment['exec']): GradingStage {
  const environment = { exec } as Environment;
  const probes = { ...world(), attempt: { values, vaultAddressInCluster: 'http://vault' } };
  return { environment, values, probes, secrets: [...secretForms(values), 'token-of-the-platform'] };
}

function exercise(id: string, checks: readonly Check[], bonus = false): Exercise {
  const files = { solutionFile: '', resetFile: '', mistakesDir: '' };
  return { id, title: `Title of ${id}`, goal: '', minutes: 1, bonus, checks, ...files };
}

function labOf(...exercises: readonly Exercise[]): Lab {
  return {
    id: 'lab',
    title: 'Lab',
    order: 1,
    story: '',
    minutes: 1,
    environment: {} as Lab['environment'],
    exercises,
    newValues: () => values,
  };
}

const filesOf = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([name, content]) => ({
    path: `solution/${name}`,
    content: Buffer.from(content),
  }));

const limits = { scriptsMs: 30_000, waitMs: 0, wholeMs: 60_000 };

function expectGraded(verdict: unknown): Graded {
  expect(verdict).toMatchObject({ kind: 'graded' });
  return verdict as Graded;
}

test('steps are files by name; what lies deeper or is of another kind is for scripts to use', () => {
  const lab = labOf(exercise('one', []), exercise('two', []));
  const names = ['two/b.sh', 'two/a.yaml', 'two/policy.hcl', 'two/helpers/c.sh', 'ones/d.sh', 'one/README'];
  const plan = planSteps(lab, filesOf(Object.fromEntries(names.toSorted().map((name) => [name, 'x']))));
  expect(plan).toEqual({
    first: [],
    perExercise: new Map([
      [
        'two',
        [
          { file: 'two/a.yaml', action: 'apply' },
          { file: 'two/b.sh', action: 'run' },
        ],
      ],
    ]),
    notes: ['solution/ones is no exercise of lab.'],
  });
});

test('each exercise is run, then checked, with the files of all and the values of this attempt', async () => {
  const seen: string[] = [];
  const looking = (id: string) =>
    check(id, () => holds, {
      points: id === 'more' ? 5 : 2,
      look: async () => {
        seen.push(`${id}: ${await readFile(path.join(home, 'log'), 'utf8').catch(() => '')}`);
        return {};
      },
    });
  const lab = labOf(
    exercise('one', [looking('first')]),
    exercise('two', [looking('second'), check('third', () => no)]),
    exercise('extra', [looking('more')], true),
  );
  const files = filesOf({
    'one/it is.sh': 'printf 1 >>../../log; printf "%s" "$KL_DATABASE_URL" >value; cp helper/x.hcl copied',
    'one/helper/x.hcl': 'path ${KL_API_KEY}',
    'one/later.json.txt': 'x',
    'two/2.sh': 'printf 2 >>../../log; cat conf/m.yaml',
    'two/conf/m.yaml': 'key: ${KL_API_KEY} and $OTHER',
  });
  const verdict = expectGraded(
    await gradeSubmission(
      lab,
      files,
      stageWith((request) => runLocally(request)),
      { limits, signal },
    ),
  );
  expect(seen).toEqual(['first: 1', 'second: 12', 'more: 12']);
  expect(verdict).toMatchObject({ points: 4, of: 5, bonus: 5 });
  expect(verdict.steps.map(({ file, ended }) => [file, ended])).toEqual([
    ['one/it is.sh', 'done'],
    ['two/2.sh', 'done'],
  ]);
  const place = path.join(home, 'solution');
  expect(await readFile(path.join(place, 'one/value'), 'utf8')).toBe(values.database_url);
  expect(await readFile(path.join(place, 'one/copied'), 'utf8')).toBe('path ${KL_API_KEY}');
  expect(await readFile(path.join(place, 'two/conf/m.yaml'), 'utf8')).toBe('key: key-0123456789 and $OTHER');
});

test('no value of the attempt, and no token, comes out in any spelling', async () => {
  const secret = `${values.api_key} token-of-the-platform ${Buffer.from(values.api_key).toString('base64')}`;
  const leaky = check('leaky', () => differs('leaky', { ...wrong, saw: secret }));
  const stage = stageWith(() =>
    Promise.resolve({ exitCode: 3, stdout: '', stderr: `${secret}\n${values.database_url}` }),
  );
  const placed = { ...stage, environment: { ...stage.environment, exec: placeThen(stage) } };
  const verdict = await gradeSubmission(labOf(exercise('one', [leaky])), filesOf({ 'a.sh': 'x' }), placed, {
    limits,
    signal,
  });
  const text = JSON.stringify(verdict);
  expect(expectGraded(verdict).steps[0]).toMatchObject({ ended: 'failed', exitCode: 3 });
  for (const form of stage.secrets) expect(text).not.toContain(form);
  expect(text).toContain('(hidden)');
});

/** Placing the files works; everything after it is the given stage's. */
function placeThen(stage: GradingStage): Environment['exec'] {
  let calls = 0;
  return (request, within) =>
    (calls += 1) === 1
      ? Promise.resolve({ exitCode: 0, stdout: '', stderr: '' })
      : stage.environment.exec(request, within);
}

test('a check that could not look makes the whole verdict ours, with why', async () => {
  const blind = check('blind', () => holds, { look: () => Promise.reject(new Error('API gone')) });
  const lab = labOf(exercise('one', [check('fine', () => holds), blind]));
  const stage = stageWith((request) => runLocally(request));
  expect(await gradeSubmission(lab, filesOf({ 'a.sh': 'true' }), stage, { limits, signal })).toEqual({
    kind: 'broken',
    why: 'blind: API gone',
  });
});

test('a workspace that can not even take the files is ours', async () => {
  const stage = stageWith(() => Promise.reject(new Error('no such container')));
  const lab = labOf(exercise('one', []));
  expect(await gradeSubmission(lab, filesOf({ 'a.sh': 'true' }), stage, { limits, signal })).toEqual({
    kind: 'broken',
    why: 'no such container',
  });
});

test('scripts end in a verdict of their own: failed, killed, refused, or without time', async () => {
  const run = async (exec: Environment['exec'], ms = 1000) => {
    const steps = ['a.sh', 'b.sh'].map((file) => ({ file, action: 'run' as const }));
    const results = await runSteps({ environment: { exec }, values }, steps, new ScriptBudget(ms), signal);
    return results.map(({ file, ended }) => `${file} ${ended}`);
  };
  const late = new Fault({ code: 'TIMEOUT', message: 'late', hint: 'none' });
  expect(await run(() => Promise.resolve({ exitCode: 0, stdout: '', stderr: '' }))).toEqual([
    'a.sh done',
    'b.sh done',
  ]);
  expect(await run(() => Promise.resolve({ exitCode: 1, stdout: '', stderr: '' }))).toEqual(['a.sh failed']);
  expect(await run(() => Promise.reject(late))).toEqual(['a.sh killed']);
  expect(await run(() => Promise.reject(new Error('cannot fork')))).toEqual(['a.sh refused']);
  // A bomb that the kill doesn't get through to: its time was over all the same.
  const stuck = async () => {
    await delay(60);
    throw new Error('cannot fork to kill');
  };
  expect(await run(stuck, 50)).toEqual(['a.sh killed']);
  const slow = async () => {
    await delay(60);
    return { exitCode: 0, stdout: '', stderr: '' };
  };
  expect(await run(slow, 50)).toEqual(['a.sh done', 'b.sh no-time']);
});

test('a flood of output is shown by its last lines only', async () => {
  const flood = { exitCode: 1, stdout: `${'y\n'.repeat(500_000)}last`, stderr: '' };
  const steps = [{ file: 'a.sh', action: 'run' as const }];
  const environment = { exec: () => Promise.resolve(flood) };
  const [result] = await runSteps({ environment, values }, steps, new ScriptBudget(1000), signal);
  expect(result?.said).toBe('y\ny\ny\nlast');
});
