import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { RequestFault } from '../fault-to-response.ts';
import type { Member } from '../state/cohort-member-rows.ts';

export interface RosterRow {
  /** In the file, the line of column names being 1. */
  readonly line: number;
  readonly email: string;
  readonly name: string;
  /** What is wrong with it; absent: nothing. */
  readonly why?: string;
  /** The address stood further up already. */
  readonly repeated: boolean;
}

const columns = ['email', 'name'];
const record = z.object({
  info: z.object({ lines: z.number() }),
  record: z.object({ email: z.string(), name: z.string() }),
});
const address = z.email().max(254);
const mostName = 100;

/** Reads a roster, commas, semicolons or tabs between. Throws a RequestFault 400 when it is no such file at all. */
export function readRoster(csv: string): readonly RosterRow[] {
  const seen = new Set<string>();
  return parseRecords(csv).map(({ info, record: { email, name } }) => {
    const key = email.toLowerCase();
    const repeated = seen.has(key);
    seen.add(key);
    const why = whyBad(email, name);
    return { line: info.lines, email, name, repeated, ...(why === undefined ? {} : { why }) };
  });
}

/** The members as CSV. A cell that a spreadsheet would run as a formula is made plain text. */
export function writeRoster(members: readonly Member[]): string {
  const rows = members.map(({ email, name, role, joinedAt }) => ({
    email,
    name,
    role,
    joined: joinedAt.toISOString(),
  }));
  return stringify(rows, {
    header: true,
    columns: ['email', 'name', 'role', 'joined'],
    escape_formulas: true,
  });
}

function parseRecords(csv: string): readonly z.output<typeof record>[] {
  try {
    const rows: unknown = parse(csv, {
      bom: true,
      columns: (names: readonly string[]) => namedColumns(names),
      delimiter: [',', ';', '\t'],
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
    return z.array(record).parse(rows);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw noRoster(error.message);
  }
}

function namedColumns(names: readonly string[]): string[] {
  const plain = names.map((name) => name.toLowerCase().replace('-', '').trim());
  const missing = columns.filter((column) => !plain.includes(column));
  if (missing.length > 0) throw noRoster(`the first line names no column ${missing.join(', ')}`);
  return plain;
}

function whyBad(email: string, name: string): string | undefined {
  if (!address.safeParse(email).success) return 'This is no e-mail address.';
  if (name === '') return 'The name is missing.';
  return name.length > mostName ? `The name has more than ${mostName} characters.` : undefined;
}

function noRoster(why: string): RequestFault {
  return new RequestFault(400, {
    code: 'PROTOCOL',
    message: `This is not a roster: ${why}.`,
    hint: 'Send CSV whose first line is `email,name`, then one person a line.',
  });
}
