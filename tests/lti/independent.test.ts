import { afterAll, beforeAll, expect, test } from 'vitest';
import { cohortList } from '#site/protocol/cohorts.ts';
import { cohortLti, ltiMembers } from '#site/protocol/lti.ts';
import { Person, read, startWithAdmin, whoIs, type Staffed } from '#tests/server/people.ts';
import { readyAttempt } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { PythonPlatform } from './python-platform.ts';

const patienceMs = 60_000;
const installMs = 15 * 60_000;
let platform: PythonPlatform;
let database: TestDatabase;
let staffed: Staffed;

beforeAll(async () => {
  platform = await PythonPlatform.start();
  // A real PostgreSQL wherever there is one.
  database = await databaseKinds().at(-1)!.open();
  const options = { databaseUrl: database.url };
  staffed = await startWithAdmin({ options, deps: { timing: { retryMs: 1 } } });
  await platform.install(staffed.server.url);
  const added = await staffed.admin.call('POST', '/api/lti/platforms', platform.registration);
  expect(added.status, await added.clone().text()).toBe(201);
}, installMs);
afterAll(async () => {
  await staffed.server[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
});

/** From the press on the activity to the post of the token; answers what the tool says to it. */
async function post(user: string, link: string, forge = (token: string): string => token): Promise<Response> {
  const login = await fetch(await platform.open(user, link), { redirect: 'manual' });
  expect(login.status, await login.clone().text()).toBe(302);
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const form = await platform.authorize(login.headers.get('location') ?? '');
  expect(form.launch_url).toBe(`${staffed.server.url}/api/lti/launch`);
  return fetch(form.launch_url, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: platform.origin, cookie },
    body: new URLSearchParams({ state: form.state, id_token: forge(form.id_token) }),
  });
}

async function launch(user: string, link: string): Promise<{ person: Person; page: string | null }> {
  const posted = await post(user, link);
  expect(posted.status, await posted.clone().text()).toBe(303);
  const cookies = posted.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  const arrival = cookies.find((each) => each.startsWith('kindlab-lti-arrival=')) ?? '';
  const entered = await fetch(`${staffed.server.url}/api/lti/enter`, {
    redirect: 'manual',
    headers: { cookie: arrival },
  });
  const session = entered.headers.getSetCookie().find((each) => each.startsWith('kindlab-session='));
  return {
    person: new Person(staffed.server.url, session?.split(';')[0]),
    page: entered.headers.get('location'),
  };
}

test('a platform of another make launches, picks, is told marks and tells its people', async () => {
  const teacher = await launch('tess', 'lab');
  expect(teacher.page).toBe('/labs/static-sync/');
  expect(await whoIs(teacher.person)).toMatchObject({ name: 'Tess', role: 'instructor' });
  const { cohorts } = await read(cohortList, teacher.person.call('GET', '/api/cohorts'));
  expect(cohorts).toMatchObject([{ name: 'Secrets 7' }]);
  const cohort = cohorts[0]?.id ?? '';

  const picking = await (await post('tess', 'pick')).text();
  const handle = /name="handle" value="([^"]+)"/.exec(picking)?.[1] ?? '';
  const picked = await fetch(`${staffed.server.url}/api/lti/pick`, {
    method: 'POST',
    headers: { origin: staffed.server.url },
    body: new URLSearchParams({ handle, lab: 'static-sync' }),
  });
  await platform.take(/name="JWT" value="([^"]+)"/.exec(await picked.text())?.[1] ?? '');
  expect((await platform.seen()).picked).toMatchObject([
    { type: 'ltiResourceLink', custom: { lab: 'static-sync' }, lineItem: { scoreMaximum: 60 } },
  ]);

  const ada = (await launch('ada', 'lab')).person;
  expect(await whoIs(ada)).toMatchObject({ name: 'Ada', role: 'learner' });
  expect((await launch('ada', 'whole')).page).toBe('/course/');
  const attempt = await until('an attempt', () => readyAttempt(ada).catch(() => undefined), patienceMs);
  await until(
    'scores on both line items',
    async () => {
      const outcome = { kind: 'passed', what: 'values-stored', attempt };
      await staffed.admin.call('POST', '/api/dev/outcome', outcome);
      await ada.call('POST', `/api/attempts/${attempt}/exercises/store/check`);
      const items = (await platform.seen()).scores.map(({ item }) => item);
      return (items.includes('lab') && items.includes('made-whole')) || undefined;
    },
    patienceMs,
  );
  const { scores, lineItems } = await platform.seen();
  expect(scores[0]).toMatchObject({ userId: 'p-2', scoreGiven: 10, scoreMaximum: 60 });
  expect(lineItems).toMatchObject([{ resourceLinkId: 'whole', label: 'Activity whole' }]);

  const { courses } = await read(cohortLti, teacher.person.call('GET', `/api/cohorts/${cohort}/lti`));
  const sync = await teacher.person.call('POST', `/api/cohorts/${cohort}/lti/members`, {
    course: courses[0]?.id,
    dryRun: false,
  });
  // One a page, so that all pages are asked for.
  expect((await read(ltiMembers, sync)).rows.map(({ name, result }) => [name, result])).toEqual([
    ['Tess', 'teacher'],
    ['Ada', 'member'],
    ['Bob', 'added'],
  ]);
});

test('a token of it that was changed on the way is refused', async () => {
  const forged = await post('ada', 'lab', (token) => {
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    const other = Buffer.from(JSON.stringify({ ...(claims as object), sub: 'p-1' })).toString('base64url');
    return [head, other, signature].join('.');
  });
  expect(forged.status).toBe(403);
  expect(await forged.text()).toContain('is not signed by Python');
});
