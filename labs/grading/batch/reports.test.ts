import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ExerciseResult } from '../grade-exercise.ts';
import { graded, record } from './batch.test-support.ts';
import { toCsv } from './to-csv.ts';
import { toHtml } from './to-html.ts';
import { toJunit } from './to-junit.ts';

const hostile = '=HYPERLINK("http://x")<script>alert(1)</script>';

const exercise: ExerciseResult = {
  title: 'Sync <the> secret',
  bonus: false,
  incidents: [{ check: 'c', why: 'The API said 403 & more.' }],
  report: {
    format: 1,
    lab: 'static-sync',
    exercise: 'sync-secret',
    mode: 'full',
    at: '2026-01-02T03:04:05.000Z',
    passed: false,
    checks: [
      check('a', { kind: 'passed' }),
      check('b', { kind: 'failed', saw: hostile, wanted: 'one thing', next: 'Do "it".' }),
      check('c', { kind: 'broken', incident: 'c' }),
      check('d', { kind: 'blocked', by: ['b'] }),
      check('e', { kind: 'settling', waitingFor: 'the puppy', until: '2026-01-02T03:06:05.000Z' }),
    ],
  },
};

function check(id: string, outcome: ExerciseResult['report']['checks'][number]['outcome']) {
  const about = { claim: `claim of ${id}`, points: 2, given: false, challenge: false };
  return { id, ...about, outcome, checkedAt: '2026-01-02T03:04:05.000Z', durationMs: 1500 };
}

const records = [
  record('good', graded(2, [exercise])),
  record('bad', { kind: 'rejected', code: 'too-large', why: '\t=1+1' }),
  record('-ours', { kind: 'broken', why: 'no "Docker", today\nat all \u0007' }),
];

test('no cell of the CSV is a formula, and quotes and line ends stay inside their cell', () => {
  const csv = toCsv(records);
  const rows = csv.split('\r\n');
  expect(rows[0]).toBe('submission,verdict,points,of,bonus,exercise,exercise points,exercise of,why,lab');
  expect(rows[1]).toBe('good,graded,2,10,0,,,,,static-sync');
  expect(rows[2]).toMatch(/^good,graded,,,,sync-secret,2,10,"b: =HYPERLINK\(""http:\/\/x""\)/);
  expect(rows[3]).toBe("bad,rejected,,,,,,,'\t=1+1,static-sync");
  expect(rows[4]).toBe('\'-ours,broken,,,,,,,"no ""Docker"", today\nat all \u0007",static-sync');
  expect(csv).not.toMatch(/(^|,|\n)"?[=+@-]/m);
});

test('JUnit counts what differs as failures, what is our fault as errors, and escapes all of it', () => {
  const xml = toJunit(records);
  expect(xml).toContain('<testsuite name="good" tests="5" failures="2" errors="1" skipped="1" time="90.000"');
  expect(xml).toContain('<testsuite name="bad" tests="1" failures="1" errors="0"');
  expect(xml).toContain('<testsuite name="-ours" tests="1" failures="0" errors="1"');
  expect(xml).toContain('saw: =HYPERLINK(&quot;http://x&quot;)&lt;script&gt;');
  expect(xml).toContain('why: The API said 403 &amp; more.');
  expect(xml).not.toContain('<script');
  expect(xml).not.toContain('\u0007');
});

test('the page shows saw, wanted and next of each check, and runs nothing', async () => {
  const page = await toHtml('Static <sync>', records);
  expect(page).toContain('<h1>Grades: Static &lt;sync&gt;</h1>');
  expect(page).toMatch(/<dt>saw<\/dt>\s*<dd>=HYPERLINK\(&quot;http:\/\/x&quot;\)&lt;script&gt;/);
  expect(page).toMatch(/<dt>wanted<\/dt>\s*<dd>one thing<\/dd>/);
  expect(page).toMatch(/<dt>next<\/dt>\s*<dd>Do &quot;it&quot;\.<\/dd>/);
  expect(page).toContain('2 of 10');
  expect(page).toContain('broken (our fault)');
  expect(page).not.toContain('<script');
  const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`);
});
