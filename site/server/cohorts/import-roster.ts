import type { RosterReport } from '#site/protocol/cohorts.ts';
import type { InviteBook } from '../accounts/invite-book.ts';
import { RequestFault } from '../fault-to-response.ts';
import { findAccountByEmail } from '../state/account-rows.ts';
import { countLearners, findMemberRole } from '../state/cohort-member-rows.ts';
import { lockCohort, type Cohort } from '../state/cohort-rows.ts';
import { deleteInvitesFor } from '../state/invite-rows.ts';
import type { Database } from '../state/open-database.ts';
import type { CohortDesk } from './cohort-desk.ts';
import { readRoster, type RosterRow } from './roster.ts';

export interface RosterImport {
  readonly db: Database;
  readonly cohort: Cohort;
  readonly cohorts: CohortDesk;
  readonly invites: InviteBook;
  readonly days: number;
  /** Who imports; stands on the codes. */
  readonly by: string;
  readonly linkOf: (code: string) => string;
}

type ReportRow = RosterReport['rows'][number];

/** What an import would do, without doing any of it. */
export async function planRoster(
  { db, cohort }: Pick<RosterImport, 'cohort' | 'db'>,
  csv: string,
): Promise<RosterReport> {
  const rows: ReportRow[] = [];
  for (const row of readRoster(csv)) rows.push(await planRow(db, cohort, row));
  const coming = rows.filter(({ result }) => result === 'invited' || result === 'enrolled').length;
  return { dryRun: true, seatsLeft: cohort.seats - (await countLearners(db, cohort.id)) - coming, rows };
}

/** All of a roster or nothing: throws a RequestFault 409 when a line is bad or the seats do not suffice. */
export async function importRoster(job: RosterImport, csv: string): Promise<RosterReport> {
  const report = await job.db.transaction().execute(async (tx) => {
    await lockCohort(tx, job.cohort.id);
    const plan = await planRoster({ db: tx, cohort: job.cohort }, csv);
    const bad = plan.rows.filter(({ result }) => result === 'bad');
    if (bad.length > 0) throw hasBadRows(bad);
    if (plan.seatsLeft < 0) throw tooMany(job.cohort, plan);
    const rows: ReportRow[] = [];
    for (const row of plan.rows) rows.push(await takeRow({ ...job, db: tx }, row));
    return { ...plan, dryRun: false, rows };
  });
  job.cohorts.joined({ cohort: job.cohort.id });
  return report;
}

async function planRow(
  db: Database,
  cohort: Cohort,
  { repeated, why, ...row }: RosterRow,
): Promise<ReportRow> {
  if (repeated) return { ...row, result: 'repeated', why: 'This address stands further up already.' };
  if (why !== undefined) return { ...row, result: 'bad', why };
  const account = await findAccountByEmail(db, row.email);
  if (account === undefined) return { ...row, result: 'invited' };
  const role = await findMemberRole(db, cohort.id, account.id);
  return { ...row, result: role === undefined ? 'enrolled' : 'member' };
}

async function takeRow(job: RosterImport, row: ReportRow): Promise<ReportRow> {
  const { db, cohort, cohorts, invites } = job;
  if (row.result === 'enrolled') {
    const account = await findAccountByEmail(db, row.email);
    if (account !== undefined) await cohorts.enrol(db, { cohort: cohort.id, role: 'learner' }, account.id);
  }
  if (row.result !== 'invited') return row;
  // A code from an earlier import can't be shown again: a new one takes its place.
  await deleteInvitesFor(db, cohort.id, row.email);
  const wanted = { role: 'learner' as const, uses: 1, days: job.days, email: row.email, name: row.name };
  const { code } = await invites.issue({ ...wanted, cohort: cohort.id }, job.by, db);
  return { ...row, code, link: job.linkOf(code) };
}

function hasBadRows(bad: readonly ReportRow[]): RequestFault {
  const first = bad.slice(0, 3).map(({ line, why }) => `line ${line}: ${why ?? ''}`);
  return new RequestFault(409, {
    code: 'PROTOCOL',
    message: `${bad.length === 1 ? 'One line' : `${bad.length} lines`} can't be taken (${first.join(' ')}).`,
    hint: 'Correct them and import again; nobody was invited. A dry run lists every line.',
  });
}

function tooMany({ seats }: Cohort, { seatsLeft }: RosterReport): RequestFault {
  return new RequestFault(409, {
    code: 'QUOTA',
    message: `The cohort has ${seats} seats, ${-seatsLeft} too few for this roster.`,
    hint: 'Give it more seats or shorten the roster; nobody was invited.',
  });
}
