import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mdxToJs } from 'satteri';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ExecRequest, ExecResult } from '#containers/contract/environment.ts';
import { Fault } from '#containers/contract/fault.ts';
import { createSettlingEpisodes } from '#checkers/settling-episodes.ts';
import { world } from '#checkers/run-checks.test-support.ts';
import { lintBudget } from '../../authoring/lint-budget.ts';
import { lintScripts } from '../../authoring/lint-scripts.ts';
import { checkExercise } from '../../check-exercise.ts';
import { jumpScript } from '../../exercise-scripts.ts';
import { loadCatalog } from '../../load-catalog.ts';
import { workspaceProbe } from '../../run-in-workspace.ts';
import { importScenario, type ImportTarget } from './import-scenario.ts';

const fixture = path.resolve(import.meta.dirname, '../../../tests/labs/scenario');
const signal = new AbortController().signal;
let home: string;
let scenario: string;
let target: ImportTarget;

beforeEach(async () => {
  // Inside the repository, where a lab's imports resolve.
  await mkdir('.kindlab', { recursive: true });
  home = path.resolve(await mkdtemp(path.join('.kindlab', 'import-')));
  scenario = path.join(home, 'scenario');
  await cp(fixture, scenario, { recursive: true });
  target = {
    labFolder: path.join(home, 'labs', 'shop-settings'),
    page: path.join(home, 'pages', 'shop-settings.mdx'),
  };
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function importedLab() {
  const imported = await importScenario(scenario, target);
  const lab = (await loadCatalog({ root: path.join(home, 'labs') })).getLab('shop-settings');
  return { ...imported, lab, page: await readFile(target.page, 'utf8') };
}

/** A workspace: bash of this machine, with a home of its own. */
function exec({ stdin = '', env = {}, timeoutMs }: ExecRequest): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'bash',
      ['-s'],
      { env: { PATH: process.env['PATH'], HOME: home, ...env }, timeout: timeoutMs, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        if (error?.killed === true) reject(new Fault({ code: 'TIMEOUT', message: 'late', hint: '' }));
        else resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
    child.stdin?.end(stdin);
  });
}

/** Replaces a piece of a file of the scenario. */
async function edit(name: string, change: (text: string) => string): Promise<void> {
  const file = path.join(scenario, name);
  await writeFile(file, change(await readFile(file, 'utf8')));
}

async function refusal(): Promise<string> {
  const error: unknown = await importScenario(scenario, target).catch((thrown: unknown) => thrown);
  if (!(error instanceof Fault)) throw new Error('it was imported', { cause: error });
  expect(error.code).toBe('AUTHORING_INVALID');
  expect(await readdir(home)).toEqual(['scenario']);
  return error.message;
}

test('steps that are verified become exercises, the others text; the lab loads and lints', async () => {
  const { lab, page } = await importedLab();
  expect(lab.title).toBe('Settings in a ConfigMap');
  expect(lab.exercises.map(({ id, title, checks }) => [id, title, checks.map((check) => check.id)])).toEqual([
    ['keep-a-note', 'Keep a note!', ['keep-a-note-verified']],
    ['step-3', 'Step 3', ['step-3-verified']],
  ]);
  expect(lab.start).toBeDefined();
  expect(lintBudget(lab)).toEqual([]);
  expect(await lintScripts(target.labFolder)).toEqual([]);
  const headings = [...page.matchAll(/^## (.+)$|^ {2}title="(.+)"$/gm)].map(
    ([, text, title]) => text ?? title,
  );
  expect(headings).toEqual(['Look around', 'Keep a note!', 'Step 3', 'Done']);
});

test('the page is MDX: blocks to run, nothing that would be taken for code, images beside it', async () => {
  const { page, files } = await importedLab();
  expect(() => mdxToJs(page.replace(/^---\n[\s\S]*?\n---\n/, ''))).not.toThrow();
  expect(page).toContain('```bash run\nls "$HOME/shop"\n```');
  expect(page).toContain('```bash run\nmkdir -p "$HOME/kept"\ncp ');
  expect(page).toContain(String.raw`<b>hello</b> to \{everybody\}`);
  expect(page).toContain('| names | `ls` |');
  expect(page).toContain('See it at the shop (port 8080).');
  expect(page).toContain('![The shop](./shop-settings-images/intro-shop.png)');
  expect(page).not.toMatch(/\{\{|for authors only|missing\.png/);
  expect(files).toContain(path.join(home, 'pages', 'shop-settings-images', 'intro-shop.png'));
});

test('what did not map is reported, each with its place', async () => {
  const { notes } = await importedLab();
  const report = await readFile(path.join(target.labFolder, 'import-report.md'), 'utf8');
  for (const { where, what } of notes) expect(report).toContain(`- **${where}**: ${what}`);
  expect(notes.map(({ where, what }) => `${where}: ${what}`).sort()).toEqual(
    [
      'assets/greet.sh: was for /opt/tools/greet.sh, where the learner may not write; it lies at $HOME/opt/tools/greet.sh',
      'index.json, backend.imageid: kubernetes-kubeadm-2nodes has more nodes than one; here is one',
      'index.json, interface: means nothing here, and was left out',
      'intro: the image ./missing.png is not in the scenario, and was left out',
      'step 1, “Look around”: `ls` can be clicked in a heading, a table or a quotation; here it is plain code',
      'step 1, “Look around”: has no verify script: it is text before the next exercise',
      'step 2, “Keep a note!”: a block pressed Ctrl-C first; here the learner has to',
      'step 2, “Keep a note!”: has scripts that ran when it was opened; they stand on the page to be run, and in reset.sh',
      'step 2, “Keep a note!”: {{TRAFFIC_HOST1_8080}} opened a port in the browser; here: `kubectl port-forward` and `curl` in the terminal',
    ].sort(),
  );
});

test('its scripts do what the scenario did, and its checks say what the verify scripts say', async () => {
  const { lab } = await importedLab();
  const [keep, compare] = lab.exercises;
  if (keep === undefined || compare === undefined || lab.start === undefined) throw new Error('too little');
  const run = async (script: string) => exec({ command: [], stdin: script, timeoutMs: 20_000 });
  const judge = async (exercise: string) => {
    const probes = { ...world(), workspace: workspaceProbe({ exec }, {}) };
    const options = {
      mode: 'full',
      signal,
      episodes: createSettlingEpisodes(),
      newIncident: String,
    } as const;
    const { report } = await checkExercise(lab, exercise, probes, options);
    return report.checks[0]?.outcome;
  };
  expect(await run(await readFile(lab.start.file, 'utf8'))).toMatchObject({ exitCode: 0 });
  expect(await readFile(path.join(home, 'shop/notes/first.txt'), 'utf8')).toBe('the first note\n');
  expect(await readFile(path.join(home, 'opened'), 'utf8')).toBe('opened\n');
  expect(await judge('keep-a-note')).toMatchObject({
    kind: 'failed',
    saw: 'the script that judges this step ended with 3: `the note is not kept`',
  });
  expect(await run(await readFile(keep.solutionFile, 'utf8'))).toMatchObject({ exitCode: 0 });
  expect(await judge('keep-a-note')).toEqual({ kind: 'passed' });
  expect(await judge('step-3')).toMatchObject({
    kind: 'failed',
    saw: 'the script that judges this step ended with 1: it wrote nothing',
  });
  expect(await run(await readFile(compare.solutionFile, 'utf8'))).toMatchObject({ exitCode: 1 });
  expect(await run(await jumpScript(lab, keep))).toMatchObject({ exitCode: 0 });
  expect(await judge('keep-a-note')).toMatchObject({ kind: 'failed' });
});

test.each([
  ['no index.json', () => rm(path.join(scenario, 'index.json')), 'There is no readable index.json in '],
  [
    'JSON that is none',
    () => edit('index.json', (text) => text.replace('"look.md" },', '"look.md" }')),
    'index.json:11 comma expected',
  ],
  [
    'no steps',
    () => edit('index.json', (text) => text.replace('"steps"', '"stages"')),
    'index.json:4 details.steps: expected array, received nothing.',
  ],
  [
    'a step of another shape',
    () => edit('index.json', (text) => text.replace('"look.md"', '7')),
    'index.json:10 details.steps.0.text: expected string, received 7.',
  ],
  [
    'a text that is missing',
    () => rm(path.join(scenario, 'look.md')),
    'details.steps.0.text names look.md, and there is no such file in the scenario.',
  ],
  [
    'an asset that is missing',
    () => edit('index.json', (text) => text.replace('greet.sh', 'meet.sh')),
    'details.assets.host01.1.file names assets/meet.sh, and there is no such file',
  ],
  [
    'a way out of the folder',
    () => edit('index.json', (text) => text.replace('keep/verify.sh', '../../../etc/passwd')),
    'details.steps.1.verify names ../../../etc/passwd, which lies outside of the scenario.',
  ],
  [
    'a link out of the folder',
    async () => {
      await rm(path.join(scenario, 'finish.md'));
      await symlink('/etc/hostname', path.join(scenario, 'finish.md'));
    },
    'details.finish.text names finish.md, which lies outside of the scenario.',
  ],
  [
    'a glob out of the folder',
    () => edit('index.json', (text) => text.replace('**/*.txt', '../../*')),
    'names ../*, which lies outside of the scenario',
  ],
  [
    'nothing to judge',
    () => edit('index.json', (text) => text.replaceAll('"verify":', '"check":')),
    'No step has a `verify` script',
  ],
])('%s is refused with its place, and nothing is written', async (_, spoil, says) => {
  await spoil();
  expect(await refusal()).toContain(says);
});

test('everything that is wrong with the files is said at once', async () => {
  await rm(path.join(scenario, 'look.md'));
  await rm(path.join(scenario, 'finish.md'));
  expect((await refusal()).match(/no such file/g)).toHaveLength(2);
});

test('a lab that is there is left alone, and an id that is none is refused', async () => {
  await importScenario(scenario, target);
  await expect(importScenario(scenario, target)).rejects.toThrow('is there already; nothing was written');
  const labFolder = path.join(home, 'labs', 'Shop Settings');
  await expect(importScenario(scenario, { ...target, labFolder })).rejects.toThrow("can't be an id");
});

test('a script that never ends is stopped at its limit, and the learner told', async () => {
  const workspace = workspaceProbe({ exec }, { word: 'seen-by-scripts' });
  expect(await workspace.run({ script: 'sleep 30', limitMs: 200 }, signal)).toEqual({ kind: 'stopped' });
  expect(await workspace.run({ script: 'echo $KL_WORD; exit 4', limitMs: 9000 }, signal)).toMatchObject({
    exitCode: 4,
    stdout: 'seen-by-scripts\n',
  });
  const { lab } = await importedLab();
  const [check] = lab.exercises[0]?.checks ?? [];
  expect(check?.judge({ said: '' })).toMatchObject({
    branch: 'endless',
    saw: 'the script that judges this step was not done after 20 s',
  });
});
