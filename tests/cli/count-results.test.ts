import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, total } from '../support/count-results.mjs';

describe('counting for the closing line', () => {
  it('counts what did not pass as failed, also what was skipped', () => {
    const report = { numPassedTests: 5, numTotalTests: 8, numFailedTestSuites: 1 };
    expect(countVitest(report)).toEqual({ passed: 5, failed: 3 });
  });

  it('counts a file that broke before its first test', () => {
    expect(countVitest({ numPassedTests: 5, numTotalTests: 5, numFailedTestSuites: 2 })).toEqual({
      passed: 5,
      failed: 2,
    });
  });

  it('counts flaky and skipped browser tests, and errors outside tests, as failed', () => {
    const report = { stats: { expected: 4, unexpected: 1, skipped: 1, flaky: 1 }, errors: [{}] };
    expect(countPlaywright(report)).toEqual({ passed: 4, failed: 4 });
  });

  it('refuses a report it does not know', () => {
    expect(() => countVitest({})).toThrow('no "numPassedTests" in the report');
  });

  it('adds up', () => {
    expect(
      total([
        { passed: 1, failed: 0 },
        { passed: 2, failed: 3 },
      ]),
    ).toEqual({ passed: 3, failed: 3 });
  });
});
