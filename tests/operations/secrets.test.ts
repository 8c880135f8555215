import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { madeInvite } from '#site/protocol/accounts.ts';
import { attemptView, kubeconfig, ticket } from '#site/protocol/api.ts';
import { webhookSecret } from '#site/protocol/cohort-webhooks.ts';
import { cohortView } from '#site/protocol/cohorts.ts';
import { madeToken } from '#site/server/grader-api/messages.ts';
import { GradingProgram, archiveOf } from '#tests/server/grading-program.ts';
import { goodPassword, Person, read } from '#tests/server/people.ts';
import { openSocket, readyAttempt, TerminalClient } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';
import { freePort } from '#tests/support/free-port.ts';
import { Receiver } from '#tests/support/receiver.ts';
import { SecretSearch } from '#tests/support/secret-search.ts';
import { TracedServer } from './traced-server.ts';

const patienceMs = 80_000;
const credentials = z.looseObject({
  users: z.array(z.object({ user: z.record(z.string(), z.string()) })),
});

let server: TracedServer;
let receiver: Receiver;
let metricsPort: number;

beforeAll(async () => {
  receiver = await Receiver.start();
  metricsPort = await freePort();
  const options = ['--auth', 'accounts', '--metrics-port', String(metricsPort)];
  server = await TracedServer.start([...options, '--webhook-origin', receiver.origin]);
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const search = new SecretSearch();

/** Does all that people, browsers and programs do with secrets, and notes each. */
async function everySecret(url: string, link: string): Promise<void> {
  const admin = await joined(new Person(url), link.split('#')[1] ?? '', 'root');
  search.note('the first code', link.split('#')[1]);
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  const plan = { name: 'Class', timeZone: 'UTC', starts: day(-1), ends: day(1), seats: 5, kubeconfig: true };
  const { id: cohort } = await read(cohortView, admin.call('POST', '/api/cohorts', plan));
  const path = `/api/cohorts/${cohort}`;
  const hook = { url: `${receiver.origin}/told`, events: ['lab.begun', 'exercise.checked'] };
  const { secret } = await read(webhookSecret, admin.call('POST', `${path}/webhooks`, hook));
  search.note('a webhook’s secret', secret);
  search.note('its key', secret.replace(/^whsec_/, ''));
  const { code } = await read(madeInvite, admin.call('POST', `${path}/invites`, {}));
  search.note('a code', code);

  const ada = await joined(new Person(url), code, 'ada');
  await lab(ada);
  await account(ada);
  await program(admin);
}

async function joined(person: Person, code: string, name: string): Promise<Person> {
  const answer = await person.join(code, name);
  expect(answer.status, await answer.clone().text()).toBe(201);
  search.note(`the session of ${name}`, person.cookie?.split('=')[1]);
  return person;
}

async function lab(ada: Person): Promise<void> {
  const begun = await ada.call('POST', '/api/labs/static-sync/attempt');
  const { id, values } = attemptView.parse(await begun.json());
  for (const [name, value] of Object.entries(values)) search.note(`the value ${name}`, value);
  await readyAttempt(ada);
  const client = new TerminalClient(ada, id);
  await client.connect();
  search.note('typed words', 'hunter2-as-typed');
  client.type('echo hunter2-as-typed\r');
  await until('the shell', () => client.text.includes('\nhunter2-as-typed') || undefined, patienceMs);
  const { url } = await read(ticket, ada.call('POST', `/api/attempts/${id}/terminals/two/ticket`));
  search.note('a ticket', new URL(url, ada.url).searchParams.get('ticket') ?? undefined);
  // Refused, which is worth a line: by plain HTTP, then from another site.
  await ada.call('GET', url);
  const foreign = openSocket(ada, ada.url.replace('http', 'ws') + url, {
    origin: 'http://elsewhere.example',
  });
  foreign.on('error', () => undefined);
  await until('the refusal', () => foreign.readyState === foreign.CLOSED || undefined, patienceMs);
  search.note('a file', 'what stands in a file');
  const file = `/api/attempts/${id}/files/content?path=note.txt`;
  const headers = { ...ada.headers, origin: ada.url, 'if-none-match': '*' };
  const body = 'what stands in a file';
  expect((await fetch(ada.url + file, { method: 'PUT', headers, body })).status).toBe(200);
  const taken = await read(kubeconfig, ada.call('POST', `/api/attempts/${id}/kubeconfig`));
  const [user] = credentials.parse(parse(taken.text)).users;
  search.note('the key of a kubeconfig', user?.user['client-key-data']);
  expect((await ada.call('POST', `/api/attempts/${id}/exercises/store-secret/check`)).status).toBe(200);
  const report = { exercise: 'store-secret', note: `it says ${Object.values(values).join(' ')}` };
  expect((await ada.call('POST', '/api/labs/static-sync/report', report)).status).toBe(201);
  expect((await ada.call('DELETE', `/api/attempts/${id}`)).status).toBe(204);
}

async function account(ada: Person): Promise<void> {
  search.note('an answer', 'an answer that is wrong');
  const answer = { question: 'second-name', given: ['an answer that is wrong'] };
  expect((await ada.call('POST', '/api/quizzes/vault-architecture/answers', answer)).status).toBe(200);
  search.note('a password', goodPassword);
  search.note('a mistyped password', 'for plain words heer');
  const wrong = { email: 'ada@example.com', password: 'for plain words heer' };
  expect((await ada.call('POST', '/api/session', wrong)).status).toBe(401);
  search.note('a next password', 'five other plain words here');
  const next = { current: goodPassword, next: 'five other plain words here' };
  expect((await ada.call('POST', '/api/password', next)).status).toBe(204);
  expect((await ada.call('POST', '/api/password', { ...next, more: 'x' })).status).toBe(400);
  search.note('a code that is none', 'WXYZ-WXYZ-WXYZ');
  expect((await ada.call('POST', '/api/join/look', { code: 'WXYZ-WXYZ-WXYZ' })).status).toBe(404);
  const broken = `{"current":"${goodPassword}"`;
  const headers = { ...ada.headers, origin: ada.url, 'content-type': 'application/json' };
  const refused = await fetch(`${ada.url}/api/password`, { method: 'POST', headers, body: broken });
  expect(refused.status).toBe(400);
}

async function program(admin: Person): Promise<void> {
  const wanted = { name: 'ci', scopes: ['jobs:read', 'jobs:write'], days: 1 };
  const { token } = await read(madeToken, admin.call('POST', '/api/v1/tokens', wanted));
  search.note('a token', token);
  search.note('a token that is none', `${token.slice(0, -4)}AAAA`);
  const grader = new GradingProgram(admin.url, token);
  const solution = 'a learner’s own solution';
  search.note('a submission', solution);
  const { id } = await grader.grade(await archiveOf({ 'solution/store-secret/run.sh': solution }));
  await grader.reached(id, 'done', patienceMs);
  const stranger = new GradingProgram(admin.url, `${token.slice(0, -4)}AAAA`);
  expect((await stranger.call('GET', '/jobs')).status).toBe(401);
}

test(
  'no secret that the server met is in what it says, prints, measures or traces',
  { timeout: 300_000 },
  async () => {
    const url = await server.url();
    const link = await until('the link', () => /\S+\/join\/#\S+/.exec(server.printed)?.[0], patienceMs);
    await everySecret(url, link);
    expect(search.size).toBeGreaterThanOrEqual(20);
    const metrics = await (await fetch(`http://127.0.0.1:${String(metricsPort)}/metrics`)).text();
    await until('a webhook', () => receiver.heard.length > 0 || undefined, patienceMs);
    await server.stop();
    const said = {
      // The console shows this link, once: it is how the first administrator comes in.
      stdout: server.printed.replace(link, ''),
      stderr: server.complained,
      metrics,
      traces: server.traces.join('\n'),
    };
    expect(said.stdout).toContain('environment ready');
    expect(metrics).toContain('kindlab_attempts_started_total');
    expect(said.traces).toContain('environment.create');
    expect(search.foundIn(said)).toEqual([]);
  },
);

test.each([
  ['text', (secret: string) => `{"detail":"${secret}"}`],
  ['base64 at 0', (secret: string) => Buffer.from(secret).toString('base64')],
  ['base64 at 1', (secret: string) => Buffer.from(`a user:${secret} and more`).toString('base64')],
  ['base64url at 2', (secret: string) => Buffer.from(`{"token": "${secret}>>"}`).toString('base64url')],
  ['an address', (secret: string) => `GET /?value=${encodeURIComponent(secret)}`],
])('a secret that slips out as %s is found', (form, slip) => {
  const planted = new SecretSearch();
  const secret = 'käse?&s3cret~~ÿ';
  planted.note('planted', secret);
  expect(planted.foundIn({ log: `before ${slip(secret)} after` })).toContain(`planted (0) as ${form} in log`);
  expect(planted.foundIn({ log: slip('another one') })).toEqual([]);
});
