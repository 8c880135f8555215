import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { exerciseReport } from '#site/protocol/api.ts';
import { checkCommand } from '#site/cli/check-command.ts';
import { tokenCommand } from '#site/cli/token-command.ts';
import { madeToken, tokenList } from '#site/server/grader-api/messages.ts';
import { fakeDeps } from '#site/server/dev/fake-deps.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { ScriptedCheckRunner, type ScriptedKind } from '#site/server/dev/scripted-check-runner.ts';
import { newcomer, startWithAdmin, type Person } from '#tests/server/people.ts';
import type { TestServer } from '#tests/server/start-test-server.ts';
import { readyAttempt } from '#tests/server/terminal-client.ts';

const runner = new ScriptedCheckRunner();
let folder: string;
let server: TestServer;
let learner: Person;
let attempt: string;
let tokenFile: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-hosted-'));
  const { log: _own, ...fake } = fakeDeps({
    catalog: sampleCatalog,
    quizzes: [],
    bundleMs: 0,
    environmentMs: 0,
  });
  const staffed = await startWithAdmin({ deps: { ...fake, checkRunner: runner } });
  ({ server } = staffed);
  learner = await newcomer(staffed.admin, 'lea');
  attempt = await readyAttempt(learner);
  tokenFile = path.join(folder, 'token');
  const { stdout } = await kindlab(tokenCommand, ['create', 'ci', '--json', '--data-dir', server.dataDir]);
  await writeFile(tokenFile, `${madeToken.parse(JSON.parse(stdout)).token}\n`);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** In this process: a process of its own takes seconds to start. */
async function kindlab(make: typeof checkCommand, args: readonly string[]) {
  const said: Record<'stderr' | 'stdout', string[]> = { stdout: [], stderr: [] };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((text) => void said.stdout.push(String(text))),
    vi.spyOn(console, 'error').mockImplementation((text) => void said.stderr.push(String(text))),
  ];
  process.exitCode = undefined;
  try {
    const command = make();
    for (const each of [command, ...command.commands]) each.exitOverride();
    await command.parseAsync([...args], { from: 'user' });
    return { code: codeNow(), stdout: said.stdout.join('\n'), stderr: said.stderr.join('\n') };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

function codeNow(): number {
  return Number(process.exitCode ?? 0);
}

function check(what: string, ...more: readonly string[]) {
  const target = ['--server', server.url, '--attempt', attempt, '--token-file', tokenFile];
  return kindlab(checkCommand, [what, ...target, ...more]);
}

const printed = z.object({
  lab: z.literal('static-sync'),
  points: z.number(),
  exercises: z.array(z.object({ report: exerciseReport })),
});

const cases: readonly (readonly [ScriptedKind, number])[] = [
  ['failed', 1],
  ['broken', 3],
  ['settling', 4],
  ['blocked', 1],
  ['passed', 0],
];

test.each(cases)(
  'what is %s on the site is so for the command line, with exit code %i',
  async (kind, code) => {
    await learner.call('POST', `/api/attempts/${attempt}/exercises/store/check`);
    runner.set(kind, 'values-stored', attempt);
    const page = await learner.call('POST', `/api/attempts/${attempt}/exercises/store/check`);
    const ofSite = exerciseReport.parse(await page.json()).checks.map(({ id, outcome }) => [id, outcome]);
    const ended = await check('static-sync/store', '--json');
    expect(ended).toMatchObject({ code, stderr: '' });
    const { exercises } = printed.parse(JSON.parse(ended.stdout));
    expect(exercises).toHaveLength(1);
    expect(exercises[0]?.report.checks.map(({ id, outcome }) => [id, outcome])).toEqual(ofSite);
  },
);

test('the whole lab is told in the same table as any other cluster', async () => {
  runner.set('passed', 'values-stored', attempt);
  const ended = await check('static-sync');
  expect(ended.code).toBe(1);
  expect(ended.stdout).toMatch(/holds +values-stored +Vault holds both values \(10\)/);
  expect(ended.stdout).toContain('10 of 70 points.');
});

test.each([
  ['static-sync/nothing', [], 'has no exercise'],
  ['other-lab', [], 'is at the lab static-sync'],
  ['static-sync', ['--attempt', 'nothing'], 'There is no running attempt'],
  ['static-sync', ['--server', 'nowhere'], 'no address of a server'],
  ['static-sync', ['--token-file', '/nowhere'], 'could not be read'],
  ['static-sync', ['--look'], 'no --look'],
])('wrong use ends with 2 and says what is wrong: %s %j', async (what, more, said) => {
  const ended = await check(what, ...more);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(said);
});

test('a token that is worth nothing is wrong use; a server that does not answer is nobody’s answer', async () => {
  await writeFile(path.join(folder, 'bad'), 'kindlab_made-up');
  const refused = await check('static-sync', '--token-file', path.join(folder, 'bad'));
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('This token is unknown') as string,
  });
  const nobody = await check('static-sync', '--server', 'http://127.0.0.1:1');
  expect(nobody).toMatchObject({ code: 3, stderr: expect.stringContaining('No Kindlab server') as string });
});

test('tokens are made, listed and revoked on the machine of the server', async () => {
  const where = ['--data-dir', server.dataDir];
  const made = await kindlab(tokenCommand, [
    'create',
    'nightly',
    '--scopes',
    'jobs:read',
    '--days',
    '1',
    ...where,
  ]);
  expect(made.stdout).toMatch(/^kindlab_[\w-]{43}\n\([a-z0-9]{12}: jobs:read; good until /);
  const { stdout } = await kindlab(tokenCommand, ['list', '--json', ...where]);
  const { tokens } = tokenList.parse({ tokens: JSON.parse(stdout) as unknown });
  expect(tokens.map(({ name }) => name)).toEqual(['nightly', 'ci']);
  const revoked = await kindlab(tokenCommand, ['revoke', tokens[0]?.id ?? '', ...where]);
  expect(revoked.stdout).toContain('worth nothing');
  await expect(kindlab(tokenCommand, ['create', 'x', '--scopes', 'everything', ...where])).rejects.toThrow(
    'scopes',
  );
});
