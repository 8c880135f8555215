import { expect, it } from 'vitest';
import type { RosterReport } from '#site/protocol/cohorts.ts';
import { codesCsv } from './codes-csv.ts';

const invited = { line: 2, email: 'ada@example.com', name: '=cmd()', result: 'invited' as const };
const report: RosterReport = {
  dryRun: false,
  seatsLeft: 3,
  rows: [
    { ...invited, code: 'ABCD-EFGH-2345', link: 'https://lab.example/join/#ABCD-EFGH-2345' },
    { line: 3, email: 'bob@example.com', name: 'Bob', result: 'member' },
  ],
};

it('has whoever got a code, and nothing that a spreadsheet would run', () => {
  expect(codesCsv(report)).toBe(
    'email,name,code,link\n' +
      "ada@example.com,'=cmd(),ABCD-EFGH-2345,https://lab.example/join/#ABCD-EFGH-2345\n",
  );
});

it('is no file where there are no codes', () => {
  expect(codesCsv({ ...report, rows: report.rows.slice(1) })).toBeUndefined();
});
