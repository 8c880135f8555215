import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, inlineScriptHashes } from './content-security-policy.ts';

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

test('hashes every inline script once, and no script with a source', () => {
  const html = `<script>a()</script><SCRIPT type="module" data-src>b()\n</script >
    <script src="/x.js"></script><script type="module" src=/y.js></script><script>a()</script>`;
  expect(inlineScriptHashes(html)).toEqual([hash('a()'), hash('b()\n')].sort());
});

test('the policy allows those scripts and no frame around the page', () => {
  const policy = contentSecurityPolicy([hash('a()')]);
  expect(policy).toContain(`'sha256-${hash('a()')}'`);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
});
