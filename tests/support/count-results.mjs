/**
 * Counts of passed and failed tests out of the runners' own JSON reports.
 * A skipped test counts as failed: nothing here is skipped for a good reason without being removed.
 *
 * @typedef {{ passed: number, failed: number }} Count
 */

/** @param {unknown} report @returns {Count} */
export function countVitest(report) {
  const passed = numberAt(report, 'numPassedTests');
  const suites = numberAt(report, 'numFailedTestSuites');
  const failed = numberAt(report, 'numTotalTests') - passed;
  return { passed, failed: failed === 0 && suites > 0 ? suites : failed };
}

/** @param {unknown} report @returns {Count} */
export function countPlaywright(report) {
  const stats = valueAt(report, 'stats');
  const errors = valueAt(report, 'errors');
  const broken = Array.isArray(errors) ? errors.length : 0;
  return {
    passed: numberAt(stats, 'expected'),
    failed: numberAt(stats, 'unexpected') + numberAt(stats, 'skipped') + numberAt(stats, 'flaky') + broken,
  };
}

/** @param {readonly Count[]} counts @returns {Count} */
export function total(counts) {
  return counts.reduce(
    (sum, each) => ({ passed: sum.passed + each.passed, failed: sum.failed + each.failed }),
    {
      passed: 0,
      failed: 0,
    },
  );
}

/** @param {unknown} from @param {string} key @returns {unknown} */
function valueAt(from, key) {
  if (typeof from !== 'object' || from === null || !(key in from))
    throw new Error(`no "${key}" in the report`);
  return Object.entries(from).find(([name]) => name === key)?.[1];
}

/** @param {unknown} from @param {string} key @returns {number} */
function numberAt(from, key) {
  const value = valueAt(from, key);
  if (typeof value !== 'number') throw new Error(`"${key}" is not a number in the report`);
  return value;
}
