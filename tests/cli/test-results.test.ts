import { describe, expect, it } from 'vitest';
import {
  failuresOf,
  readPlaywright,
  readVitest,
  replaceResults,
  total,
  unsteadyIn,
} from '../support/test-results.mjs';

function vitestFile(name: string, statuses: Record<string, string>, status = 'passed') {
  const assertionResults = Object.entries(statuses).map(([fullName, each]) => ({
    fullName,
    status: each,
    failureMessages: each === 'failed' ? ['Error: no'] : [],
  }));
  return { name, status, message: 'broke', assertionResults };
}

describe('what vitest reports', () => {
  it('counts what did not pass as failed, also what was skipped', () => {
    const results = readVitest({
      testResults: [vitestFile('/a.test.ts', { one: 'passed', two: 'failed', three: 'pending' }, 'failed')],
    });
    expect(total([results])).toEqual({ passed: 1, failed: 2 });
    expect(failuresOf(results)).toEqual([
      { file: '/a.test.ts', name: 'two', message: 'Error: no' },
      { file: '/a.test.ts', name: 'three', message: 'It did not run.' },
    ]);
  });

  it('counts a file that broke before its first test', () => {
    const results = readVitest({ testResults: [vitestFile('/a.test.ts', {}, 'failed')] });
    expect(failuresOf(results)).toEqual([{ file: '/a.test.ts', name: 'the file itself', message: 'broke' }]);
  });

  it('refuses a report it does not know', () => {
    expect(() => readVitest({})).toThrow('no "testResults" in the report');
  });
});

describe('what Playwright reports', () => {
  const spec = (title: string, status: string, errors: { message: string }[] = []) => ({
    title,
    file: 'a.spec.ts',
    tests: [{ projectName: 'fake', status, results: [{ errors }] }],
  });

  it('counts unexpected, skipped and flaky tests, and errors outside of tests, as failed', () => {
    const results = readPlaywright({
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec('plain', 'expected'), spec('left out', 'skipped')],
          suites: [{ title: 'inner', specs: [spec('bad', 'unexpected', [{ message: 'no' }])] }],
        },
      ],
      errors: [{ message: 'the server did not start' }],
    });
    expect(total([results])).toEqual({ passed: 1, failed: 3 });
    expect(failuresOf(results).map(({ name, message }) => [name, message])).toEqual([
      ['[fake] left out', 'It did not run.'],
      ['[fake] inner › bad', 'no'],
      ['outside of any test', 'the server did not start'],
    ]);
  });
});

describe('a second run of the files that failed', () => {
  const first = readVitest({
    testResults: [
      vitestFile('/a.test.ts', { one: 'passed', two: 'failed', three: 'failed' }, 'failed'),
      vitestFile('/b.test.ts', { four: 'passed' }),
    ],
  });
  const again = readVitest({
    testResults: [vitestFile('/a.test.ts', { one: 'passed', two: 'passed', three: 'failed' }, 'failed')],
  });

  it('takes the place of their first, and leaves all others', () => {
    expect(total([replaceResults(first, again)])).toEqual({ passed: 3, failed: 1 });
  });

  it('tells what failed once and then passed', () => {
    expect(unsteadyIn(first, replaceResults(first, again)).map(({ name }) => name)).toEqual(['two']);
  });

  it('forgets what went wrong with the first run as a whole', () => {
    const broken = new Map([
      ...first,
      ['', { passed: 0, failures: [{ file: '', name: 'run', message: '' }] }],
    ]);
    expect(total([replaceResults(broken, again)])).toEqual({ passed: 3, failed: 1 });
  });
});
