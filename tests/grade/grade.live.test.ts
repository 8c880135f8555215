import { createPublicKey } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { attemptView, exerciseReport } from '#site/protocol/api.ts';
import { checkCommand } from '#site/cli/check-command.ts';
import { gradeInto, type GradeIntoOptions } from '#site/cli/grade-into.ts';
import { readSubmissions } from '#site/cli/grade-sources.ts';
import { createVerifyEnvironment } from '#site/cli/verify-environment.ts';
import { ClusterCheckRunner } from '#site/server/checks/cluster-check-runner.ts';
import { ClusterSessions } from '#site/server/checks/cluster-sessions.ts';
import { startServer } from '#site/server/main.ts';
import { productionDeps } from '#site/server/production-deps.ts';
import { archiveOf, GradingProgram } from '#tests/server/grading-program.ts';
import { until } from '#tests/server/until.ts';
import type { EnvironmentAccess, EnvironmentProvider } from '#containers/contract/environment.ts';
import { publicKey } from '#labs/grading/evidence/signing-key.ts';
import { verifyEvidence } from '#labs/grading/evidence/statement.ts';
import { usualLimits } from '#labs/grading/grade-submission.ts';
import { secretForms } from '#labs/grading/secret-forms.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import type { Lab } from '#labs/lab.ts';

const attempts: Readonly<Record<string, string>>[] = [];
let folder: string;
let lab: Lab;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-grade-'));
  const whole = (await loadCatalog()).getLab('static-sync');
  const newValues = () => {
    const values = whole.newValues();
    attempts.push(values);
    return values;
  };
  // The first exercise alone: this is about grading, and `labs:verify` is about the lab.
  lab = { ...whole, exercises: whole.exercises.slice(0, 1), newValues };
});

afterAll(() => rm(folder, { recursive: true }));

const put = 'vault kv put -mount=secret myapp/config database_url="$KL_DATABASE_URL" api_key=';
const leak = 'vault kv get -mount=secret myapp/config >&2; env | grep -E "^(KL_|VAULT_TOKEN)" >&2; exit 3';
const submissions = {
  good: `${put}"$KL_API_KEY"`,
  // Another learner's value, and everything there is to know in its error output.
  wrong: `${put}copied-from-somebody\n${leak}`,
  // More processes than there may be, a flood, and no end.
  bomb: `${put}"$KL_API_KEY"\nbomb() { bomb | bomb & }; bomb\nyes`,
};

async function handIn(): Promise<string> {
  const inbox = path.join(folder, 'inbox');
  for (const [name, script] of Object.entries(submissions)) {
    await mkdir(path.join(inbox, name, 'solution', 'store-secret'), { recursive: true });
    await writeFile(path.join(inbox, name, 'solution', 'store-secret', 'run.sh'), script);
  }
  await mkdir(path.join(inbox, 'link'));
  await symlink('/etc', path.join(inbox, 'link', 'solution'));
  return inbox;
}

test('mixed submissions get their verdicts, over an interruption, and no value gets out', async () => {
  const out = path.join(folder, 'out');
  const read = await readSubmissions([await handIn()], undefined, new AbortController().signal);
  expect(read.map(({ name }) => name)).toEqual(['bomb', 'good', 'link', 'wrong']);
  const handedIn = read.map((submission) => ({ lab, submission }));
  const options: Omit<GradeIntoOptions, 'signal'> = {
    out,
    keyFile: path.join(folder, 'key.pem'),
    jobs: 1,
    retries: 1,
    limits: { ...usualLimits, scriptsMs: 15_000 },
  };
  const stop = new AbortController();
  const interrupted = gradeInto(handedIn, {
    ...options,
    signal: stop.signal,
    onProgress: ({ record }) => {
      if (record.name === 'good') stop.abort(new Error('interrupted'));
    },
  });
  await expect(interrupted).rejects.toThrow('interrupted');

  const told: string[] = [];
  const begun = performance.now();
  const { records } = await gradeInto(handedIn, {
    ...options,
    signal: AbortSignal.timeout(300_000),
    onProgress: ({ record }) => told.push(record.name),
  });
  expect(told.toSorted()).toEqual(['link', 'wrong']);
  console.log(`one submission took ${String(Math.round((performance.now() - begun) / 1000))} s`);

  const seen = records.map(({ name, verdict }) => {
    if (verdict.kind === 'broken') return `${name} broken: ${verdict.why}`;
    return verdict.kind === 'graded'
      ? `${name} ${verdict.points} of ${verdict.of}, ${verdict.steps.map(({ ended }) => ended).join()}`
      : `${name} ${verdict.kind} ${verdict.code}`;
  });
  expect(seen).toEqual([
    'bomb 4 of 4, killed',
    'good 4 of 4, done',
    'link rejected special-file',
    'wrong 2 of 4, failed',
  ]);
  expect(JSON.stringify(records)).toContain('VAULT_TOKEN=(hidden)');
  await expectNoValues(out);
});

/** In no file, and in no payload of evidence, whose base64 would hide them. */
async function expectNoValues(out: string): Promise<void> {
  const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['results.jsonl', 'results.csv', 'junit.xml', 'report.html', 'wrong.json']),
  );
  const key = await publicKey(path.join(out, 'evidence', 'grading.pub'));
  expect(attempts.length).toBeGreaterThanOrEqual(3);
  for (const { parentPath, name } of files) {
    const text = await readFile(path.join(parentPath, name), 'utf8');
    const isEvidence = path.basename(parentPath) === 'evidence' && name.endsWith('.json');
    const evidence = isEvidence ? verifyEvidence(text, key) : undefined;
    if (evidence !== undefined) expect(evidence.authentic, name).toBe(true);
    const all = `${text}${JSON.stringify(evidence)}`;
    for (const form of attempts.flatMap(secretForms)) expect(all.includes(form), name).toBe(false);
    expect(all, name).not.toMatch(/\b(lab|kindlab)-[A-Za-z0-9]{24}\b/);
  }
}

test('the command line and the site give the same verdict about the same cluster', async () => {
  const signal = AbortSignal.timeout(300_000);
  const { environment, destroy } = await createVerifyEnvironment(lab, signal);
  try {
    const values = lab.newValues();
    const access = await environment.access(signal);
    const target = { attempt: 'a', lab, values, environment };
    const runner = new ClusterCheckRunner(pino({ level: 'silent' }), new ClusterSessions());
    const [exercise] = lab.exercises;
    for (const entry of [undefined, { ...values, api_key: 'another-one' }, values]) {
      const command = ['vault', 'kv', 'put', '-mount=secret', 'myapp/config'];
      const pairs = Object.entries(entry ?? {}).map(([key, value]) => `${key}=${value}`);
      if (entry !== undefined)
        await environment.exec({ command: [...command, ...pairs], timeoutMs: 30_000 }, signal);
      const request = { exercise: exercise!, signal, onReport: () => undefined, budgetMs: 30_000 };
      const { report } = await runner.runFull(target, request);
      const ofSite = exerciseReport.parse(report).checks.map(({ id, outcome }) => [id, outcome]);
      expect(await checkByCommand(access, values)).toEqual(ofSite);
      expect(report.passed).toBe(entry === values);
    }
  } finally {
    await destroy();
  }
});

const minute = 60_000;

test('a job through the API gives the verdicts of the site, in environments that are gone afterwards', async () => {
  const dataDir = path.join(folder, 'server');
  let provider: EnvironmentProvider | undefined;
  const real = await productionDeps({ dataDir, log: pino({ level: 'silent' }) });
  const server = await startServer(
    { port: 0, dataDir, distDir: path.join(dataDir, 'dist') },
    {
      ...real,
      catalog: { labs: [lab], getLab: () => lab },
      makeProvider: async (bundle) => (provider = await real.makeProvider(bundle)),
    },
  );
  const left = async () => (await provider?.list(AbortSignal.timeout(minute)))?.length === 0;
  try {
    const program = new GradingProgram(server.url);
    const files = { 'solution/store-secret/run.sh': `${put}"$KL_API_KEY"\n${leak}` };
    const { id } = await program.grade(await archiveOf(files));
    const graded = await program.reached(id, 'done', 5 * minute);
    expect(graded.result).toMatchObject({ kind: 'graded', points: 4, of: 4, steps: [{ ended: 'failed' }] });
    const evidence = await (await program.call('GET', `/jobs/${id}/evidence`)).text();
    const pem = await (await program.call('GET', '/evidence-key')).text();
    const found = verifyEvidence(evidence, createPublicKey(pem));
    if (!found.authentic) throw new Error(found.why);
    expect(found.statement.predicate.verdict).toEqual(graded.result);
    expect(found.statement.predicate.observed.length).toBeGreaterThan(0);
    const all = JSON.stringify([graded, found]);
    for (const form of attempts.flatMap(secretForms)) expect(all.includes(form)).toBe(false);
    await until('the end of its environment', async () => (await left()) || undefined, 2 * minute);

    const call = (method: string, to: string) =>
      fetch(server.url + to, { method, headers: { origin: server.url } });
    const start = async () =>
      attemptView.parse(await (await call('POST', '/api/labs/static-sync/attempt')).json());
    const ready = async () => {
      const { id: attempt, environment } = await start();
      return environment.state === 'ready' ? attempt : undefined;
    };
    const attempt = await until('an environment', ready, 5 * minute);
    const { id: check } = await program.check(attempt);
    const { result } = await program.reached(check, 'done', 6 * minute);
    if (result?.kind !== 'checked') throw new Error(JSON.stringify(result));
    const to = `/api/attempts/${attempt}/exercises/store-secret/check`;
    const ofSite = exerciseReport.parse(await (await call('POST', to)).json());
    const outcomes = (checks: readonly { readonly id: string; readonly outcome: unknown }[]) =>
      checks.map(({ id: name, outcome }) => [name, outcome]);
    expect(outcomes(result.exercises[0]?.report.checks ?? [])).toEqual(outcomes(ofSite.checks));
    expect(ofSite.passed).toBe(false);
    await call('DELETE', `/api/attempts/${attempt}`);
    await until('the end of the attempt', async () => (await left()) || undefined, 2 * minute);
  } finally {
    await server.close();
    const signal = AbortSignal.timeout(3 * minute);
    for (const { id } of (await provider?.list(signal)) ?? []) await provider?.destroy(id, signal);
  }
});

const printed = z.object({ exercises: z.tuple([z.object({ report: exerciseReport })]) });

async function checkByCommand(access: EnvironmentAccess, values: Readonly<Record<string, string>>) {
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  const { server, ca, clientCertificate, clientKey } = access.kubernetes;
  const files = {
    token: access.vault.token,
    values: JSON.stringify(values),
    kubeconfig: JSON.stringify({
      'current-context': 'x',
      contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
      clusters: [{ name: 'x', cluster: { server, 'certificate-authority-data': base64(ca) } }],
      users: [
        {
          name: 'x',
          user: {
            'client-certificate-data': base64(clientCertificate),
            'client-key-data': base64(clientKey),
          },
        },
      ],
    }),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  const at = (name: string) => path.join(folder, name);
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    const ways = ['--vault-addr', access.vault.address, '--vault-token-file', at('token')];
    const args = [
      'static-sync/store-secret',
      '--json',
      '--values',
      at('values'),
      '--kubeconfig',
      at('kubeconfig'),
    ];
    await checkCommand().parseAsync([...args, ...ways], { from: 'user' });
    const { exercises } = printed.parse(JSON.parse(String(log.mock.calls.at(-1)?.[0])));
    return exercises[0].report.checks.map(({ id, outcome }) => [id, outcome]);
  } finally {
    log.mockRestore();
    process.exitCode = undefined;
  }
}
