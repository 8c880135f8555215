import { expect, test } from 'vitest';
import { askForFlaws, readAudit } from './known-flaws.ts';

test('no package that runs has a known flaw that is high or critical, as far as the registry says', async () => {
  const found = await askForFlaws();
  if (found.kind === 'asked') expect(found.packages).toEqual([]);
  else console.warn(`Known flaws of packages were NOT checked: ${found.why}`);
});

test('what is high or critical is found, and what can not be asked is no answer', () => {
  const counts = { info: 0, low: 1, moderate: 0, high: 1, critical: 1, total: 3 };
  const vulnerabilities = {
    loud: { severity: 'critical' },
    bad: { severity: 'high' },
    mild: { severity: 'low' },
  };
  const answer = { auditReportVersion: 2, vulnerabilities, metadata: { vulnerabilities: counts } };
  expect(readAudit(JSON.stringify(answer))).toEqual({ kind: 'asked', packages: ['loud', 'bad'] });
  const refused = { message: '405 Method Not Allowed', method: 'POST', statusCode: 405 };
  expect(readAudit(JSON.stringify(refused))).toEqual({ kind: 'not asked', why: '405 Method Not Allowed' });
  expect(() => readAudit('{}')).toThrow();
});
