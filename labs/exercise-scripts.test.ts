import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jumpScript } from './exercise-scripts.ts';
import type { Exercise, Lab } from './lab.ts';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindlab-scripts-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function exercise(id: string, reset: string): Promise<Exercise> {
  const [solutionFile, resetFile] = [
    await file(`${id}-solution.sh`, `echo solve-${id}`),
    await file(`${id}-reset.sh`, reset),
  ];
  return {
    id,
    title: id,
    goal: id,
    minutes: 1,
    bonus: false,
    checks: [],
    solutionFile,
    resetFile,
    mistakesDir: folder,
  };
}

async function lab(parts: Partial<Lab>): Promise<Lab> {
  const one = await exercise('one', 'echo reset-one');
  const environment = {
    startState: 'bare',
    namespaces: [],
    leaseMs: 1,
    limits: { nodeMemoryMiB: 16, workspaceMemoryMiB: 16, vaultMemoryMiB: 16, workspacePids: 32 },
  } as const;
  return {
    id: 'lab',
    title: 'lab',
    order: 1,
    story: '',
    minutes: 1,
    environment,
    exercises: [one],
    newValues: () => ({}),
    ...parts,
  };
}

async function said(script: string): Promise<string> {
  return (await run('bash', ['-c', script])).stdout.trim().replaceAll('\n', ' ');
}

test('what lies before an exercise is solved, unless its reset manages from anywhere', async () => {
  const one = await exercise('one', 'echo reset-one');
  const two = await exercise('two', 'echo reset-two');
  const free = await exercise('free', '# Back to the start.\n# from: anywhere\necho reset-free');
  const all = await lab({ exercises: [one, two, free] });
  expect(await said(await jumpScript(all, two))).toBe('solve-one reset-two');
  expect(await said(await jumpScript(all, free))).toBe('reset-free');
});

test('a reset can call the start of its lab, with arguments; its settings end with it', async () => {
  const start = await file('start.sh', 'set +e\nfalse\ncat <<TEXT\nstart ${*:-all}\nTEXT');
  const again = await exercise('again', 'start_lab one two\nstart_lab');
  const script = await jumpScript(
    await lab({ exercises: [again], start: { file: start, expectedMs: 1 } }),
    again,
  );
  expect(await said(script)).toBe('start one two start all');
});

test('a start that fails ends the script', async () => {
  const start = await file('broken.sh', 'exit 3');
  const again = await exercise('broken', 'set -e\nstart_lab\necho not-reached');
  const script = await jumpScript(
    await lab({ exercises: [again], start: { file: start, expectedMs: 1 } }),
    again,
  );
  await expect(said(script)).rejects.toThrow(expect.objectContaining({ code: 3, stdout: '' }));
});
