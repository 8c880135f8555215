import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { parse } from 'yaml';
import type { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { auditList, madeInvite } from '#site/protocol/accounts.ts';
import {
  cohortExport,
  cohortList,
  cohortView,
  rosterReport,
  type CohortExport,
  type CohortView,
  type RosterReport,
} from '#site/protocol/cohorts.ts';
import { alwaysJson, asJson, inWords, jsonOption, type Said } from '#labs/say.ts';
import { dryRunPart } from './dry-run-command.ts';
import { marksPart, overridePart } from './marks-command.ts';
import { askServer, type Call } from './operator-client.ts';
import { dataFolder } from './serve-options.ts';
import { tellList } from './tell-list.ts';

interface Where {
  readonly dataDir?: string;
}

interface CloneOptions extends Said, Where {
  readonly name: string;
  readonly starts: string;
}

interface InviteOptions extends Said, Where {
  readonly role: string;
  readonly uses: string;
  readonly days: string;
}

interface DeleteOptions extends Said, Where {
  readonly yes?: boolean;
  readonly export?: string;
}

/** `kindlab cohort`: people who take the course together, on the server that runs. */
export function cohortCommand(): Command {
  const command = new Command('cohort').description('cohorts: who takes the course together, and when');
  for (const part of [
    listPart(),
    createPart(),
    clonePart(),
    rosterPart(),
    invitePart(),
    dryRunPart(),
    marksPart(),
    overridePart(),
    deletePart(),
    auditPart(),
  ])
    command.addCommand(part.option('--data-dir <folder>', 'where the server keeps its state'));
  return command;
}

function ask<Schema extends z.ZodType>({ dataDir }: Where, call: Call<Schema>): Promise<z.output<Schema>> {
  return askServer(dataFolder(dataDir), call);
}

function listPart(): Command {
  return new Command('list')
    .description('list cohorts')
    .option(...jsonOption)
    .action(async (options: Where & { json?: boolean }) => {
      const { cohorts } = await ask(options, { path: '/api/cohorts', schema: cohortList });
      const rows = cohorts.map(row);
      tellList(options, cohorts, { rows, none: 'No cohorts yet: `kindlab cohort create <file>` makes one.' });
    });
}

function createPart(): Command {
  return new Command('create')
    .argument('<file>', 'YAML: name, timeZone, starts, ends, seats, labs and limits')
    .description('make a cohort from a file')
    .option(...jsonOption)
    .action(async (file: string, options: Said & Where) => {
      const body: unknown = parse(await readText(file), { maxAliasCount: 0 });
      tell(options, await ask(options, { method: 'POST', path: '/api/cohorts', body, schema: cohortView }));
    });
}

function clonePart(): Command {
  return new Command('clone')
    .argument('<id>')
    .description('make a cohort with the same rules at another time; nobody is in it')
    .requiredOption('--name <name>', 'what it is called')
    .requiredOption('--starts <date>', 'its first day; everything else moves by as many days')
    .option(...jsonOption)
    .action(async (id: string, { name, starts, ...options }: CloneOptions) => {
      const path = `/api/cohorts/${id}/clone`;
      tell(options, await ask(options, { method: 'POST', path, body: { name, starts }, schema: cohortView }));
    });
}

function rosterPart(): Command {
  return new Command('roster')
    .argument('<id>')
    .argument('<file>', 'CSV with the columns email and name')
    .description('invite everybody of a roster, each with a code of their own')
    .option('--dry-run', 'say what would happen to each line, and do nothing')
    .option(...jsonOption)
    .action(async (id: string, file: string, options: Where & { dryRun?: boolean; json?: boolean }) => {
      const body = { csv: await readText(file), dryRun: options.dryRun === true };
      const path = `/api/cohorts/${id}/roster`;
      const report = await ask(options, { method: 'POST', path, body, schema: rosterReport });
      if (options.json === true) console.log(JSON.stringify(report, null, 2));
      else tellRoster(report);
    });
}

function invitePart(): Command {
  return new Command('invite')
    .argument('<id>')
    .description('make a link and code that lead into a cohort')
    .option('--role <learner|instructor>', 'as what', 'learner')
    .option('--uses <number>', 'how many may use it', '1')
    .option('--days <number>', 'how long it is good', '14')
    .option(...jsonOption)
    .action(async (id: string, options: InviteOptions) => {
      const body = { role: options.role, uses: Number(options.uses), days: Number(options.days) };
      const path = `/api/cohorts/${id}/invites`;
      const made = await ask(options, { method: 'POST', path, body, schema: madeInvite });
      const text = `${made.link}\n${made.code}  (good until ${made.expiresAt})`;
      console.log(inWords(options, made, text));
    });
}

function deletePart(): Command {
  return new Command('delete')
    .argument('<id>')
    .description('say what would go with a cohort; with --yes export it to a file and delete it')
    .option('--yes', 'do it')
    .option('--export <file>', 'where to, besides the copy that the server keeps')
    .option(...jsonOption)
    .action(async (id: string, options: DeleteOptions) => {
      const found = await ask(options, { path: `/api/cohorts/${id}/export`, schema: cohortExport });
      const { goes, cohort } = found;
      const deleted = options.yes === true;
      if (deleted) {
        if (options.export !== undefined)
          await writeFile(options.export, JSON.stringify(found, null, 2), { mode: 0o600 });
        const body = { name: cohort.name };
        await ask(options, { method: 'DELETE', path: `/api/cohorts/${id}`, body, schema: cohortExport });
      }
      const end = deleted
        ? 'Deleted. Its export is in the folder `exports` of the data folder.'
        : 'Nothing was deleted. Say --yes to do it.';
      console.log(inWords(options, { cohort: cohort.name, goes, deleted }, `${goesWith(found)}\n${end}`));
    });
}

function goesWith({ cohort, goes }: CohortExport): string {
  return (
    `With “${cohort.name}” go ${goes.members} memberships, ${goes.announcements} announcements, ${goes.unusedCodes} unused codes, ` +
    `${goes.hands} raised hands, ${goes.overrides} marks set by hand, ` +
    `${goes.webhooks} webhooks, ${goes.platformCourses} ties to courses of learning platforms ` +
    `and the note on ${goes.attemptLinks} attempts that they belong to it. Accounts, attempts and progress stay.`
  );
}

function auditPart(): Command {
  return new Command('audit')
    .argument('<id>')
    .description('what staff did in a cohort and were refused, newest first; as JSON')
    .option(...alwaysJson)
    .action(async (id: string, options: Where) => {
      const { events } = await ask(options, { path: `/api/cohorts/${id}/audit`, schema: auditList });
      console.log(asJson(events));
    });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Fault({
      code: 'NOT_FOUND',
      message: `The file ${file} can't be read.`,
      hint: 'Look whether it is there and yours to read.',
      cause,
    });
  }
}

function row({ id, name, startsAt, endsAt, learners, seats }: CohortView) {
  return {
    id,
    name,
    from: startsAt.slice(0, 10),
    to: endsAt.slice(0, 10),
    learners: `${learners} of ${seats}`,
  };
}

function tell(options: Said, cohort: CohortView): void {
  const { id, name, startsAt, endsAt, seats } = cohort;
  console.log(inWords(options, cohort, `Cohort ${id}: “${name}”, ${startsAt} to ${endsAt}, ${seats} seats.`));
}

function tellRoster({ dryRun, rows, seatsLeft }: RosterReport): void {
  console.table(
    rows.map(({ line, email, name, result, why, code }) => ({
      line,
      email,
      name,
      result,
      note: why ?? code ?? '',
    })),
  );
  console.log(`${dryRun ? 'Nothing was done yet. ' : ''}${seatsLeft} seats are left.`);
}
