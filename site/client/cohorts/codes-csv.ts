import { stringify } from 'csv-stringify/browser/esm/sync';
import type { RosterReport } from '#site/protocol/cohorts.ts';

/** The codes of an import for a mail merge, harmless in a spreadsheet; `undefined`: there are none. */
export function codesCsv({ rows }: RosterReport): string | undefined {
  const codes = rows
    .filter(({ code }) => code !== undefined)
    .map(({ email, name, code, link }) => ({ email, name, code, link }));
  if (codes.length === 0) return undefined;
  return stringify(codes, {
    header: true,
    columns: ['email', 'name', 'code', 'link'],
    escape_formulas: true,
  });
}
