/**
 * What a run of tests came to, file by file, out of the runners' own JSON reports.
 * A skipped test counts as failed: nothing here is skipped for a good reason without being removed.
 *
 * @typedef {{ file: string, name: string, message: string }} Failure
 * @typedef {{ passed: number, failures: readonly Failure[] }} FileResult
 * @typedef {Map<string, FileResult>} Results results by file; what belongs to no file stands under ''
 */

/** @param {unknown} report @returns {Results} */
export function readVitest(report) {
  /** @type {Results} */
  const results = new Map();
  for (const suite of listAt(report, 'testResults')) {
    const file = textAt(suite, 'name');
    const tests = listAt(suite, 'assertionResults');
    const failures = tests
      .filter((test) => textAt(test, 'status') !== 'passed')
      .map((test) => ({ file, name: textAt(test, 'fullName'), message: messageOf(test) }));
    // A file that broke before its first test, or after its last one.
    if (failures.length === 0 && textAt(suite, 'status') === 'failed')
      failures.push({ file, name: 'the file itself', message: textAt(suite, 'message') });
    results.set(file, {
      passed: tests.filter((test) => textAt(test, 'status') === 'passed').length,
      failures,
    });
  }
  return results;
}

/** @param {unknown} test */
function messageOf(test) {
  if (textAt(test, 'status') !== 'failed') return 'It did not run.';
  return listAt(test, 'failureMessages').map(String).join('\n');
}

/** @param {unknown} report @returns {Results} */
export function readPlaywright(report) {
  /** @type {Map<string, { passed: number, failures: Failure[] }>} */
  const results = new Map();
  const resultOf = (/** @type {string} */ file) => {
    const result = results.get(file) ?? { passed: 0, failures: [] };
    results.set(file, result);
    return result;
  };
  for (const suite of listAt(report, 'suites')) {
    for (const { title, spec } of specsIn(suite, '')) {
      const file = textAt(spec, 'file');
      for (const test of listAt(spec, 'tests')) {
        const name = `[${textAt(test, 'projectName')}] ${title}`;
        if (textAt(test, 'status') === 'expected') resultOf(file).passed += 1;
        else resultOf(file).failures.push({ file, name, message: errorOf(test) });
      }
    }
  }
  for (const error of listAt(report, 'errors'))
    resultOf('').failures.push({ file: '', name: 'outside of any test', message: textAt(error, 'message') });
  return results;
}

/**
 * @param {unknown} suite
 * @param {string} above titles of the suites around it
 * @returns {{ title: string, spec: unknown }[]}
 */
function specsIn(suite, above) {
  const specs = listAt(suite, 'specs').map((spec) => ({ title: above + textAt(spec, 'title'), spec }));
  const inner = has(suite, 'suites') ? listAt(suite, 'suites') : [];
  return [...specs, ...inner.flatMap((each) => specsIn(each, `${above}${textAt(each, 'title')} › `))];
}

/** @param {unknown} test */
function errorOf(test) {
  const errors = listAt(test, 'results').flatMap((result) => listAt(result, 'errors'));
  return errors.length === 0 ? 'It did not run.' : errors.map((each) => textAt(each, 'message')).join('\n');
}

/**
 * What was run again takes the place of what it was before; all other files stay.
 * @param {Results} before @param {Results} again @returns {Results}
 */
export function replaceResults(before, again) {
  const merged = new Map(before);
  // What belongs to no file came of the run as a whole, and each run tells its own.
  merged.delete('');
  for (const [file, result] of again) merged.set(file, result);
  return merged;
}

/** @param {Results} results @returns {Failure[]} */
export function failuresOf(results) {
  return [...results.values()].flatMap(({ failures }) => failures);
}

/**
 * Failures of a first run that its last run does not have.
 * @param {Results} first @param {Results} last @returns {Failure[]}
 */
export function unsteadyIn(first, last) {
  const key = (/** @type {Failure} */ { file, name }) => JSON.stringify([file, name]);
  const lasting = new Set(failuresOf(last).map(key));
  return failuresOf(first).filter((failure) => !lasting.has(key(failure)));
}

/** @param {readonly Results[]} all @returns {{ passed: number, failed: number }} */
export function total(all) {
  const files = all.flatMap((results) => [...results.values()]);
  return {
    passed: files.reduce((sum, { passed }) => sum + passed, 0),
    failed: files.reduce((sum, { failures }) => sum + failures.length, 0),
  };
}

/** @param {unknown} from @param {string} key @returns {from is object} */
function has(from, key) {
  return typeof from === 'object' && from !== null && key in from;
}

/** @param {unknown} from @param {string} key @returns {unknown} */
function valueAt(from, key) {
  if (!has(from, key)) throw new Error(`no "${key}" in the report`);
  return Object.entries(from).find(([name]) => name === key)?.[1];
}

/** @param {unknown} from @param {string} key @returns {string} */
function textAt(from, key) {
  const value = valueAt(from, key);
  if (typeof value !== 'string') throw new Error(`"${key}" is not a text in the report`);
  return value;
}

/** @param {unknown} from @param {string} key @returns {unknown[]} */
function listAt(from, key) {
  const value = valueAt(from, key);
  if (!Array.isArray(value)) throw new Error(`"${key}" is not a list in the report`);
  return value;
}
