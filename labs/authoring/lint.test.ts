import { expect, test } from 'vitest';
import { loadCatalog } from '../load-catalog.ts';
import { lintBudget } from './lint-budget.ts';
import { lintExternalSecrets } from './lint-external-secrets.ts';
import { lintScript } from './lint-scripts.ts';
import { lintTerms } from './lint-terms.ts';

const script = (...lines: string[]): string =>
  ['#!/usr/bin/env bash', 'set -euo pipefail', ...lines].join('\n');

test('a bounded script is fine, also over several lines', () => {
  expect(
    lintScript(
      script(
        'kubectl wait --for=condition=Ready pod/x \\',
        '  --timeout=60s',
        "timeout 60 bash -c '",
        '  until true; do sleep 1; done',
        "'",
      ),
    ),
  ).toEqual([]);
});

test.each([
  ['kubectl wait --for=condition=Ready pod/x', 'waits without end'],
  ['kubectl rollout status deployment/x', 'waits without end'],
  ['until kubectl get pod x; do sleep 1; done', 'loops without end'],
  ['while ! kubectl get pod x; do sleep 1; done', 'loops without end'],
  ['while true; do sleep 1; done', 'loops without end'],
  ['kubectl logs -f deployment/x', 'goes on without end'],
  ['kubectl get pods --watch', 'goes on without end'],
  ['tail -f /tmp/log', 'goes on without end'],
  ['kubectl delete externalsecrets --all', 'waits for finalizers'],
  ['curl -LO https://example.org/tool', 'downloads something'],
  ['helm upgrade --install x oci://x https://example.org/chart', 'installs whatever is newest'],
  ['kubectl run x --image=nginx:latest', 'uses a tag that moves'],
])('%s is named by its line', (line, says) => {
  const problems = lintScript(script('true', line));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^line 4 ${says}`));
});

test.each([
  'timeout 20 kubectl logs -f deployment/x',
  'tail -f /tmp/log >/tmp/seen &',
  'kubectl get -f pods.yaml',
  'while read -r name; do echo "$name"; done <names',
])('%s has an end, or is not waited for', (line) => {
  expect(lintScript(script(line))).toEqual([]);
});

test('a script that only judges may have commands that fail', () => {
  expect(lintScript('grep -q x file', { verdict: true })).toEqual([]);
  expect(lintScript('kubectl wait pod/x', { verdict: true })).toHaveLength(1);
});

test('a script that goes on after an error is named, a comment is not', () => {
  expect(lintScript('# kubectl wait pod/x\ntrue')).toEqual(['goes on after an error; add set -euo pipefail']);
});

test('a term is taught where it first stands in prose, in whichever page that is', () => {
  const taught = {
    name: 'one',
    text: '---\ntitle: PushSecret\n---\n`PushSecret`\n\nA **PushSecret** goes the other way.',
  };
  const used = { name: 'two', text: 'Now make a PushSecret.' };
  expect(lintTerms([taught, used])).toEqual([]);
  expect(lintTerms([used, taught])).toHaveLength(1);
  expect(lintTerms([used])[0]).toContain('two uses “PushSecret”');
  const long = { name: 'one', text: 'It is a **PushSecret that somebody else has made long ago**.' };
  expect(lintTerms([long])).toEqual([]);
});

test('a lab says what it may cost, and gives the learner the time that its exercises take', async () => {
  const lab = (await loadCatalog()).getLab('static-sync');
  const budget = { memoryMiB: 1000, startSeconds: 40, minutes: lab.minutes };
  expect(lintBudget({ ...lab, budget })).toEqual([]);
  const without = Object.fromEntries(Object.entries(lab).filter(([key]) => key !== 'budget')) as typeof lab;
  expect(lintBudget(without)).toEqual([expect.stringContaining('static-sync has no budget')]);
  expect(lintBudget({ ...lab, budget: { ...budget, minutes: lab.minutes - 1 } })).toEqual([
    `static-sync: its exercises take ${String(lab.minutes)} minutes, and budget.minutes is ${String(lab.minutes - 1)}`,
  ]);
  expect(lintBudget({ ...lab, budget: { ...budget, minutes: 121 } })).toEqual([
    'static-sync: an attempt lives 120 minutes, and budget.minutes is 121; raise environment.leaseMinutes',
  ]);
  const prepared = { ...lab, budget, start: { file: '', expectedMs: 41_000 } };
  expect(lintBudget(prepared)).toEqual([
    'static-sync: start.sh alone takes 41 s (prepareSeconds), and budget.startSeconds is 40',
  ]);
});

test('a lab that speaks of the webhook has one to look at', async () => {
  const lab = (await loadCatalog()).getLab('capstone');
  const texts = [{ name: 'page.mdx', text: 'The API server says: failed calling webhook.' }];
  expect(lintExternalSecrets(lab, texts)).toEqual([
    expect.stringContaining('page.mdx speaks of “failed calling webhook”, which does not run there'),
  ]);
  expect(lintExternalSecrets(lab, [{ name: 'page.mdx', text: 'A Webhook generator.' }])).toEqual([]);
  const { externalSecrets, ...environment } = lab.environment;
  expect(externalSecrets).toBe('controller');
  expect(lintExternalSecrets({ ...lab, environment }, texts)).toEqual([]);
});
