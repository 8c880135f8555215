import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { graded, record } from '#labs/grading/batch/batch.test-support.ts';
import { publicPem } from '#labs/grading/evidence/signing-key.ts';
import { signEvidence } from '#labs/grading/evidence/statement.ts';
import { readSubmission } from '#labs/grading/submissions/read-submission.ts';
import { evidenceCommand } from '#site/cli/evidence-command.ts';
import { readSubmissions, readSubmissionsByLab } from '#site/cli/grade-sources.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';

const signal = new AbortController().signal;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-sources-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function handIn(place: string): Promise<string> {
  const root = path.join(folder, place);
  await mkdir(path.join(root, 'solution'), { recursive: true });
  await writeFile(path.join(root, 'solution', 'run.sh'), place);
  return root;
}

test('a folder is one submission, or full of them; each has a name of its own', async () => {
  const one = await handIn('first/ann');
  await handIn('second/ann');
  await handIn('second/bob');
  await writeFile(path.join(folder, 'second', '.hidden'), '');
  await writeFile(path.join(folder, 'second', 'notes.txt'), '');
  const read = await readSubmissions([one, path.join(folder, 'second')], undefined, signal);
  expect(read.map(({ content }) => content.kind)).toEqual(['files', 'files', 'files', 'rejected']);
  const names = read.map(({ name }) => name);
  expect(names.slice(2)).toEqual(['bob', 'notes.txt']);
  expect(names[0]).toMatch(/_first_ann$/);
  expect(names[1]).toMatch(/_second_ann$/);
});

test('nothing to grade is told before anything is started', async () => {
  await mkdir(path.join(folder, 'empty'));
  const reading = readSubmissions([path.join(folder, 'empty')], undefined, signal);
  await expect(reading).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

test('a folder per lab says which lab a submission is for, and names stay unique over all of them', async () => {
  const lab = sampleCatalog.getLab('static-sync');
  const catalog = { ...sampleCatalog, labs: [lab, { ...lab, id: 'other-lab' }] };
  for (const place of ['static-sync/ann', 'static-sync/bob', 'other-lab/ann']) await handIn(`all/${place}`);
  const read = await readSubmissionsByLab([path.join(folder, 'all')], catalog, signal);
  expect(read.map(({ lab: { id }, submission }) => [id, submission.name])).toEqual([
    ['other-lab', expect.stringMatching(/_other-lab_ann$/)],
    ['static-sync', expect.stringMatching(/_static-sync_ann$/)],
    ['static-sync', 'bob'],
  ]);
});

test('a folder that is called like no lab is told, with the names there are', async () => {
  await handIn('all/some-lab/ann');
  const reading = readSubmissionsByLab([path.join(folder, 'all')], sampleCatalog, signal);
  await expect(reading).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('some-lab') as string,
    hint: expect.stringContaining(sampleCatalog.labs[0]?.id ?? '?') as string,
  });
});

test('evidence is verified against a key and against the files that it is about', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const mine = await readSubmission({ address: await handIn('mine') });
  const other = await handIn('other');
  const platform = { version: '1', node: '24', recipe: 'f', versions: {}, images: {} };
  const about = { platform, transcript: { observed: [], written: [] } };
  const text = signEvidence({ ...record('mine', graded(7)), sha256: mine.sha256 }, about, privateKey);
  const [file, key] = [path.join(folder, 'mine.json'), path.join(folder, 'grading.pub')];
  await writeFile(file, text);
  await writeFile(key, publicPem(privateKey));
  const run = async (...args: string[]) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      await evidenceCommand().parseAsync(['verify', ...args], { from: 'user' });
      return `${String(process.exitCode ?? 0)} ${String(log.mock.calls[0]?.[0])}`;
    } finally {
      process.exitCode = undefined;
      log.mockRestore();
    }
  };
  expect(await run(file, '--key', key, '--submission', mine.address)).toMatch(
    /^0 Authentic: mine, .*: 7 of 10 points/,
  );
  expect(await run(file, '--key', key, '--submission', other)).toMatch(
    /^1 Not authentic.*not about the files/,
  );
  await writeFile(file, text.replace('"sig":"', '"sig":"A'));
  expect(await run(file, '--key', key)).toMatch(/^1 Not authentic/);
});
