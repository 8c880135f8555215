import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { loadCatalog } from '#labs/load-catalog.ts';
import { checkCommand } from '#site/cli/check-command.ts';
import { labsCommand } from '#site/cli/labs-command.ts';
import { FakeServer, vaultWith } from './fake-world.ts';

const program = fileURLToPath(new URL('../../site/cli/kindlab.ts', import.meta.url));
const lab = (await loadCatalog()).getLab('static-sync');
const values = lab.newValues();
const servers: FakeServer[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-check-'));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(folder, { recursive: true });
});

async function start(server: FakeServer): Promise<string> {
  servers.push(server);
  return server.listen();
}

async function file(name: string, content: unknown): Promise<string> {
  await writeFile(path.join(folder, name), JSON.stringify(content));
  return path.join(folder, name);
}

const kubeconfig = (server: string, user: unknown = { token: 'token-of-mine' }) =>
  file('kubeconfig', {
    'current-context': 'mine',
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'mine', context: { cluster: 'c', user: 'u' } }],
  });

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** In this process: a process of its own takes seconds to start. */
async function kindlab(args: readonly string[]): Promise<Ended> {
  const said: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
  const listen = (name: 'stdout' | 'stderr') => (text: unknown) => void said[name].push(String(text));
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(listen('stdout')),
    vi.spyOn(console, 'error').mockImplementation(listen('stderr')),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.stderr.push(String(text)) > 0),
  ];
  for (const name of ['KUBECONFIG', 'VAULT_TOKEN', 'VAULT_ADDR']) vi.stubEnv(name, undefined);
  process.exitCode = undefined;
  try {
    const command = args[0] === 'labs' ? labsCommand() : checkCommand();
    for (const each of [command, ...command.commands]) each.exitOverride();
    await command.parseAsync(args.slice(1), { from: 'user' });
    return { code: codeNow(), ...joined(said) };
  } catch (error) {
    if (error instanceof CommanderError) return { code: 2, ...joined(said) };
    throw error;
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}

function codeNow(): number {
  return Number(process.exitCode ?? 0);
}

function joined({ stdout, stderr }: Record<'stdout' | 'stderr', string[]>) {
  return { stdout: stdout.join('\n'), stderr: stderr.join('\n') };
}

interface World {
  readonly vault: FakeServer;
  readonly cluster?: FakeServer;
  readonly user?: unknown;
}

async function check(what: string, { vault, cluster, user }: World, ...more: string[]): Promise<Ended> {
  return kindlab([
    ...['check', what, '--vault-addr', await start(vault)],
    ...['--kubeconfig', await kubeconfig(await start(cluster ?? new FakeServer(() => undefined)), user)],
    ...['--vault-token-file', await file('token', 'root-token')],
    ...['--values', await file('values.json', values), ...more],
  ]);
}

test('a process of its own ends with the exit code', { timeout: 90_000 }, async () => {
  const ended = await promisify(execFile)(process.execPath, [program, 'check', 'no-such-lab']).catch(
    (error: unknown) => error,
  );
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no lab') as string });
});

test('what holds is told in a table and by exit code 0', async () => {
  const ended = await check('static-sync/store-secret', { vault: vaultWith(values) });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/holds +entry-values +Both values are the ones you were given \(2\)/);
  expect(ended.stdout).toContain('4 of 4 points.');
});

test('what differs is told with saw, wanted and next, by exit code 1, and never with a value', async () => {
  const vault = vaultWith({ ...values, api_key: ` ${values['api_key'] ?? ''}` });
  const ended = await check('static-sync/store-secret', { vault });
  expect(ended.code).toBe(1);
  expect(ended.stdout).toMatch(/differs +entry-values/);
  expect(ended.stdout).toMatch(/saw +`api_key` has white space around the right value/);
  expect(ended.stdout).toMatch(/next +Write it again without the newline/);
  for (const value of Object.values(values)) expect(ended.stdout + ended.stderr).not.toContain(value);
});

const output = z.object({
  points: z.number(),
  exercises: z.array(z.object({ incidents: z.array(z.object({ check: z.string(), why: z.string() })) })),
});

test('what cannot be looked at is our fault, with why for each check, by exit code 3', async () => {
  const forbidden = new FakeServer(() => [403, { kind: 'Status', message: 'you may not list this' }]);
  const world = { vault: vaultWith(values), cluster: forbidden };
  const ended = await check('static-sync/install-eso', world, '--json', '--look');
  expect(ended.code).toBe(3);
  const { exercises } = output.parse(JSON.parse(ended.stdout));
  expect(exercises[0]?.incidents[0]?.why).toContain('answered 403');
  expect(exercises[0]?.incidents[0]?.why).toContain('you may not list this');
  expect(forbidden.asked[0]?.headers['authorization']).toBe('Bearer token-of-mine');
});

test('a Vault that nobody answers for is our fault, not the learner’s', async () => {
  const vault = new FakeServer(() => [500, {}]);
  const ended = await check('static-sync/store-secret', { vault });
  expect(ended.code).toBe(3);
  expect(ended.stdout).toMatch(/our fault +vault-ready/);
  expect(ended.stdout).toMatch(/blocked +entry-values/);
});

test('a kubeconfig that runs a program is refused, and nothing runs', async () => {
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch', args: [`${folder}/ran`] };
  const world = { vault: vaultWith(values), user: { exec } };
  const ended = await check('static-sync/install-eso', world);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('--allow-programs');
  expect(await readdir(folder)).not.toContain('ran');
});

test.each([
  [['check', 'no-such-lab'], 'There is no lab'],
  [['check', 'static-sync/nothing'], 'has no exercise'],
  [['check', 'static-sync'], '--values'],
  [['check', 'static-sync', '--values', '/nowhere'], '--vault-addr'],
  [['check', 'static-sync', '--values', '/nowhere', '--vault-addr', 'http://127.0.0.1:1'], '--kubeconfig'],
  [['check', 'static-sync', '--wait', 'long'], 'expected seconds'],
])('wrong use ends with 2 and says what is wrong: %j', async (args, said) => {
  const ended = await kindlab([...args, ...(args.includes('/nowhere') ? ['--kubeconfig', '/nowhere'] : [])]);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(said);
});

test('values that do not fit the lab are named by key, never by value', async () => {
  const wrong = { ...values, api_key: undefined, colour: 'hidden-colour' };
  const ended = await kindlab([
    ...['check', 'static-sync', '--vault-addr', 'http://127.0.0.1:1'],
    ...['--kubeconfig', await kubeconfig('http://127.0.0.1:1')],
    ...['--vault-token-file', await file('token', 't'), '--values', await file('values.json', wrong)],
  ]);
  expect(ended).toMatchObject({ code: 2 });
  expect(ended.stderr).toContain('lacks the values api_key');
  expect(ended.stderr).not.toContain('hidden-colour');
});

test('`labs values` makes what --values takes', async () => {
  const { stdout } = await kindlab(['labs', 'values', 'static-sync']);
  expect(Object.keys(z.record(z.string(), z.string()).parse(JSON.parse(stdout)))).toEqual(
    Object.keys(values),
  );
});
