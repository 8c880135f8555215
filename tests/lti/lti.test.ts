import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditList } from '#site/protocol/accounts.ts';
import { cohortList } from '#site/protocol/cohorts.ts';
import { inlineHashes } from '#site/server/http/content-security-policy.ts';
import { newcomer, Person, read, whoIs } from '#tests/server/people.ts';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { School } from './school.ts';
import { roleOf, TestPlatform, type ScriptedToken } from './test-platform.ts';

const now = (): number => Math.floor(Date.now() / 1000);
const lti = 'https://purl.imsglobal.org/spec/lti/claim';
const badTokens: readonly (readonly [what: string, scripted: () => ScriptedToken, says: string])[] = [
  ['for another audience', () => ({ claims: { aud: 'somebody else' } }), 'is not for this Kindlab'],
  [
    'for us among others, by another party',
    () => ({ claims: { aud: [TestPlatform.clientId, 'x'], azp: 'x' } }),
    'is not for this Kindlab',
  ],
  ['of another issuer', () => ({ claims: { iss: 'https://evil.example' } }), 'is not for this Kindlab'],
  ['that has expired', () => ({ claims: { exp: now() - 120 } }), 'is too old'],
  ['that is a day old', () => ({ issuedAt: now() - 86_400, claims: { exp: now() + 60 } }), 'is too old'],
  ['with the nonce of another launch', () => ({ claims: { nonce: 'x' } }), 'belongs to another launch'],
  [
    'of an unknown deployment',
    () => ({ claims: { [`${lti}/deployment_id`]: '99' } }),
    'not registered for the deployment 99',
  ],
  ['signed with another key', () => ({ foreignKey: true }), 'is not signed by School'],
  ['with a key that nobody knows', () => ({ header: { kid: 'unknown' } }), 'is not signed by School'],
  ['that is not signed at all', () => ({ header: { alg: 'none' } }), 'is not signed by School'],
  ['of another version', () => ({ claims: { [`${lti}/version`]: '1.1' } }), 'no LTI 1.3 launch'],
  [
    'of another kind',
    () => ({ claims: { [`${lti}/message_type`]: 'LtiStartProctoring' } }),
    'no LTI 1.3 launch',
  ],
  ['about nobody', () => ({ claims: { sub: undefined } }), 'no LTI 1.3 launch'],
];

describe.each(databaseKinds())('launches, $name', ({ open }) => {
  let database: TestDatabase;
  let school: School;

  beforeAll(async () => {
    database = await open();
    school = await School.open(database.url);
  });
  afterAll(async () => {
    await school[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  test('a learner who comes before any teacher is told to wait; the teacher’s first launch makes the cohort', async () => {
    const early = await school.launch('ada');
    expect(early.status).toBe(403);
    expect(early.text).toContain('“Secrets 7” is not open on Kindlab yet.');
    const teacher = await school.launch('tess');
    expect([teacher.status, teacher.page]).toEqual([303, '/labs/static-sync/']);
    expect(await whoIs(teacher.person)).toMatchObject({
      name: 'Tess',
      role: 'instructor',
      hasPassword: false,
    });
    const { cohorts } = await read(cohortList, teacher.person.call('GET', '/api/cohorts'));
    expect(cohorts).toMatchObject([{ name: 'Secrets 7', learners: 0 }]);

    const ada = await school.launch('ada');
    expect(await whoIs(ada.person)).toMatchObject({
      name: 'Ada',
      email: 'ada@school.example',
      role: 'learner',
    });
    const again = await school.launch('ada', 'course');
    expect(again.page).toBe('/course/');
    expect((await whoIs(again.person))?.id).toBe((await whoIs(ada.person))?.id);
    const shy = await whoIs((await school.launch('shy')).person);
    expect(shy).toMatchObject({ name: 'Learner', role: 'learner' });
    expect(shy?.email).toMatch(/^learner-[0-9a-f]{16}@lti\.invalid$/);
    const { events } = await read(auditList, school.staffed.admin.call('GET', '/api/audit'));
    expect(events.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['lti.add', 'lti.link', 'lti.make-instructor']),
    );
  });

  test.each(badTokens)('a token %s is refused', async (_what, scripted, says) => {
    const begun = await school.begin();
    const answer = await school.post(
      begun,
      await school.platform.token('ada', 'lab', begun.nonce, scripted()),
    );
    expect([400, 403]).toContain(answer.status);
    expect(await answer.text()).toContain(says);
    expect(answer.headers.getSetCookie().some((each) => each.includes('arrival='))).toBe(false);
    // Whatever came of it, its state is used up.
    const right = await school.post(begun, await school.platform.token('ada', 'lab', begun.nonce));
    expect(await right.text()).toContain('was used before');
  });

  test('a launch is good once, and only in the browser that began it', async () => {
    const begun = await school.begin();
    const token = await school.platform.token('ada', 'lab', begun.nonce);
    const other = await school.begin();
    const stolen = await school.post({ state: begun.state, cookie: other.cookie }, token);
    expect([stolen.status, await stolen.text()]).toEqual([400, expect.stringContaining('cookie')]);
    // Whoever can't show the cookie has not used it up either.
    expect((await school.post(begun, token)).status).toBe(303);
    const replayed = await school.post(begun, token);
    expect([replayed.status, await replayed.text()]).toEqual([
      400,
      expect.stringContaining('was used before'),
    ]);
    // The same token in a launch of one's own carries the wrong nonce.
    expect(await (await school.post(other, token)).text()).toContain('belongs to another launch');
  });

  test('platforms and deployments that nobody registered begin nothing', async () => {
    const login = async (more: Record<string, string>): Promise<string> => {
      const query = school.platform.login('ada', 'lab');
      for (const [name, value] of Object.entries(more)) query.set(name, value);
      const answer = await fetch(`${school.url}/api/lti/login`, {
        method: 'POST',
        body: query,
        redirect: 'manual',
      });
      expect(answer.status).toBe(403);
      return answer.text();
    };
    expect(await login({ iss: 'https://evil.example' })).toContain(
      'No learning platform https://evil.example',
    );
    expect(await login({ client_id: 'x' })).toContain('with the client id x');
    expect(await login({ lti_deployment_id: '99' })).toContain('not registered for the deployment 99');
  });

  test('a platform’s word for an address opens nobody’s account; being signed in there links the two', async () => {
    await newcomer(school.staffed.admin, 'eve');
    school.platform.users.set('eve', {
      sub: 'u-9',
      name: 'E',
      email: 'eve@example.com',
      roles: roleOf.teacher,
    });
    const refused = await school.launch('eve');
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('not linked')]);
    const stranger = await newcomer(school.staffed.admin, 'stranger');
    expect((await school.launch('eve', 'lab', stranger)).status).toBe(409);
    const eve = new Person(school.url);
    await eve.call('POST', '/api/session', { email: 'eve@example.com', password: 'four plain words here' });
    const id = (await whoIs(eve))?.id;
    expect(await whoIs((await school.launch('eve', 'lab', eve)).person)).toMatchObject({
      id,
      role: 'instructor',
    });
    expect(await whoIs((await school.launch('eve')).person)).toMatchObject({ id });
    school.platform.users.delete('eve');
  });

  test('a teacher picks a lab; the platform gets it signed, with its line item and what it gave along', async () => {
    const begun = await school.begin('tess', 'pick');
    const page = await school.post(begun, await school.platform.token('tess', 'pick', begun.nonce));
    const html = await page.text();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("form-action 'self'");
    expect(policy).toContain(`style-src ${inlineHashes(html).styles.join(' ')};`);
    expect(policy).not.toContain('unsafe');
    const handle = /name="handle" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const pick = (): Promise<Response> =>
      fetch(`${school.url}/api/lti/pick`, {
        method: 'POST',
        headers: { origin: school.url },
        body: new URLSearchParams({ handle, lab: 'static-sync' }),
      });
    const answer = await pick();
    expect(answer.headers.get('content-security-policy')).toContain(`form-action ${school.platform.origin};`);
    const jwt = /name="JWT" value="([^"]+)"/.exec(await answer.text())?.[1] ?? '';
    await fetch(`${school.platform.origin}/return`, {
      method: 'POST',
      body: new URLSearchParams({ JWT: jwt }),
    });
    const dl = 'https://purl.imsglobal.org/spec/lti-dl/claim';
    expect(school.platform.picked[0]).toMatchObject({
      [`${lti}/message_type`]: 'LtiDeepLinkingResponse',
      [`${lti}/deployment_id`]: TestPlatform.deployment,
      [`${dl}/data`]: 'csrf:7b09',
      [`${dl}/content_items`]: [
        {
          type: 'ltiResourceLink',
          url: `${school.url}/labs/static-sync/`,
          custom: { lab: 'static-sync' },
          lineItem: { scoreMaximum: 60 },
        },
      ],
    });
    expect((await pick()).status).toBe(400);
    const learner = await school.begin('ada', 'pick');
    const refused = await school.post(learner, await school.platform.token('ada', 'pick', learner.nonce));
    expect(refused.status).toBe(403);
  });

  test('platforms are an administrator’s, over HTTPS, and one of each', async () => {
    const { admin } = school.staffed;
    const add = (by: Person, more: object): Promise<Response> =>
      by.call('POST', '/api/lti/platforms', { ...school.platform.registration, ...more });
    expect((await add((await school.launch('tess')).person, {})).status).toBe(403);
    expect((await add(admin, {})).status).toBe(409);
    expect((await add(admin, { clientId: 'y', keysUrl: 'http://school.example/keys' })).status).toBe(400);
    expect((await add(admin, { clientId: 'y', deployments: [] })).status).toBe(400);
  });
});
