import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordingBytes } from '#site/protocol/terminal.ts';
import { CountingShell } from '#tests/server/counting-shell.ts';
import { recordShell } from './record-shell.ts';
import { Recordings } from './recordings.ts';

const grant = { attempt: 'abc', tab: 'shell-1' };
const size = { cols: 80, rows: 24 };
let folder: string;
let nowMs: number;
let troubles: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-recording-'));
  nowMs = 1_700_000_000_000;
  troubles = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function shelf(): Recordings {
  return new Recordings({ folder, now: () => nowMs, onTrouble: (error) => void troubles.push(error) });
}

async function linesOf(recordings: Recordings): Promise<unknown[]> {
  const found = await recordings.find(grant);
  if (found === undefined) return [];
  const lines = found.toString().trimEnd().split('\n');
  return lines.map((line): unknown => JSON.parse(line));
}

test('is an asciicast v3 with the output, its times and sizes; characters torn between chunks are whole', async () => {
  const recordings = shelf();
  const recording = recordings.begin(grant, size);
  const euro = Buffer.from('€');
  recording.output(Buffer.concat([Buffer.from('a'), euro.subarray(0, 1)]));
  recording.output(euro.subarray(1));
  nowMs += 1500;
  recording.resize({ cols: 100, rows: 30 });
  nowMs += 250;
  recording.output(Buffer.from('b'));
  expect(await linesOf(recordings)).toEqual([
    { version: 3, term: { ...size, type: 'xterm-256color' }, timestamp: 1_700_000_000, title: 'shell-1' },
    [0, 'o', '\u001bca€'],
    [1.5, 'r', '100x30'],
    [0.25, 'o', 'b'],
  ]);
});

test('records what the shell prints, and nothing of what is typed', async () => {
  const recordings = shelf();
  const inner = new CountingShell();
  const shell = recordShell(inner, recordings.begin(grant, size));
  const heard: Uint8Array[] = [];
  shell.onData((chunk) => void heard.push(chunk));
  shell.write(Buffer.from('hunter2\r'));
  inner.emit(10);
  expect(inner.typed.toString()).toBe('hunter2\r');
  expect(Buffer.concat(heard)).toHaveLength(10);
  const text = (await recordings.find(grant))?.toString() ?? '';
  expect(text).toContain('"o"');
  expect(text).not.toContain('hunter2');
});

test('goes on in the same file after a restart, and is readable for its owner only', async () => {
  const first = shelf();
  first.begin(grant, size).output(Buffer.from('before'));
  await first.close();
  const second = shelf();
  second.begin(grant, { cols: 90, rows: 20 }).output(Buffer.from('after'));
  const lines = await linesOf(second);
  expect(lines.filter((line) => !Array.isArray(line))).toHaveLength(1);
  expect(JSON.stringify(lines)).toMatch(/before.*after/);
  expect((await stat(path.join(folder, 'abc/shell-1.cast'))).mode & 0o777).toBe(0o600);
});

test('a flood costs little, says what is missing, and never goes much beyond the limit', async () => {
  const recordings = shelf();
  const recording = recordings.begin(grant, size);
  const page = Buffer.from('y\r\n'.repeat(20_000));
  for (let round = 0; round < 1000; round += 1) {
    recording.output(page);
    if (round % 2 === 0) await recording.settle();
  }
  const bytes = (await recordings.find(grant))?.length ?? 0;
  expect(bytes).toBeGreaterThan(recordingBytes - 64 * 1024);
  expect(bytes).toBeLessThan(recordingBytes + 128 * 1024);
  expect(JSON.stringify((await linesOf(recordings)).slice(0, 2))).toMatch(
    /\d+ characters are not in this recording/,
  );
});

test('what was recorded can be thrown away, and goes with its attempt', async () => {
  const recordings = shelf();
  const recording = recordings.begin(grant, size);
  recording.output(Buffer.from('secret'));
  await recordings.erase(grant);
  expect(await recordings.find(grant)).toBeUndefined();
  recording.output(Buffer.from('later'));
  expect(JSON.stringify(await linesOf(recordings))).not.toContain('secret');
  expect(JSON.stringify(await linesOf(recordings))).toContain('later');
  await recordings.removeAttempt('abc');
  recording.output(Buffer.from('too late'));
  expect(await recordings.find(grant)).toBeUndefined();
});

test('what ended attempts left is removed at the next start; running ones keep theirs', async () => {
  const before = shelf();
  before.begin(grant, size).output(Buffer.from('x'));
  before.begin({ attempt: 'old', tab: 'shell-1' }, size).output(Buffer.from('x'));
  await before.close();
  await shelf().keepOnly(new Set(['abc']));
  expect(await readFile(path.join(folder, 'abc/shell-1.cast'), 'utf8')).toContain('version');
  expect(await shelf().find({ attempt: 'old', tab: 'shell-1' })).toBeUndefined();
});

test('a disk that fails is told once, and the shell never notices', async () => {
  const recordings = new Recordings({
    folder: '/proc/version/nowhere',
    now: () => nowMs,
    onTrouble: (error) => void troubles.push(error),
  });
  const recording = recordings.begin(grant, size);
  recording.output(Buffer.from('x'));
  await recording.settle();
  recording.output(Buffer.from('y'));
  await recording.settle();
  expect(troubles).toHaveLength(1);
});
