import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, inlineHashes } from './content-security-policy.ts';

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

test('hashes every inline script once, and no script with a source', () => {
  const html = `<script>a()</script><SCRIPT type="module" data-src>b()\n</script >
    <script src="/x.js"></script><script type="module" src=/y.js></script><script>a()</script>`;
  expect(inlineHashes(html)).toEqual({ scripts: [hash('a()'), hash('b()\n')].sort(), styles: [] });
});

test('hashes every style element once, wherever it stands', () => {
  const html = `<style>p{}</style><svg><style type="text/css">\n.a{}</style ></svg><STYLE media=print>p{}</STYLE>`;
  expect(inlineHashes(html)).toEqual({ scripts: [], styles: [hash('p{}'), hash('\n.a{}')].sort() });
});

test('the policy allows those, nothing else inline, and no frame around the page', () => {
  const policy = contentSecurityPolicy({ scripts: [hash('a()')], styles: [hash('p{}')] });
  expect(policy).toContain(`script-src 'self' 'wasm-unsafe-eval' ${hash('a()')};`);
  expect(policy).toContain(`style-src 'self' ${hash('p{}')};`);
  expect(policy).toContain("frame-ancestors 'none'");
  for (const each of [policy, contentSecurityPolicy()])
    expect(each).not.toMatch(/unsafe-inline|'unsafe-eval'|unsafe-hashes/);
});
