import { cohortView, rosterReport } from '#site/protocol/cohorts.ts';
import { inviteList, joinOffer } from '#site/protocol/accounts.ts';
import { read, type Person } from '#tests/server/people.ts';
import type { InFlight } from './in-flight.ts';

/** A roster, the class that it goes into, and the codes that were shown for it last. */
interface Roster {
  readonly cohort: string;
  readonly emails: readonly string[];
  codes: readonly string[] | undefined;
}

const people = 30;

/** Brings rosters into classes: each is imported, and then again and again, which gives everybody a new code. */
export class Instructor {
  readonly #person: Person;
  readonly #cohort: string;
  readonly #inFlight: InFlight;
  #roster: Roster | undefined;
  #count = 0;
  #imports = 0;

  constructor(person: Person, cohort: string, inFlight: InFlight) {
    this.#person = person;
    this.#cohort = cohort;
    this.#inFlight = inFlight;
  }

  /** That were acknowledged. */
  get imports(): number {
    return this.#imports;
  }

  /** Until told to stop. Rejects when the server is gone. */
  async work(stop: AbortSignal): Promise<void> {
    const roster = await this.#newRoster();
    this.#roster = roster;
    while (!stop.aborted) await this.#import(roster);
  }

  /** All of a roster is there or nothing, and all of it where that was acknowledged. */
  async differences(): Promise<readonly string[]> {
    const roster = this.#roster;
    if (roster === undefined) return [];
    const { cohort, emails, codes } = roster;
    const { invites } = await read(inviteList, this.#person.call('GET', `/api/cohorts/${cohort}/invites`));
    const invited = emails.map((email) => invites.filter((invite) => invite.email === email).length);
    const there = invited.filter((count) => count === 1).length;
    if (invited.some((count) => count > 1)) return [`somebody has two codes for ${cohort}`];
    if (there !== emails.length && (codes !== undefined || there > 0))
      return [`of ${String(emails.length)} people on a roster ${String(there)} have a code`];
    if (codes === undefined) return [];
    // The import after the last acknowledged one may have been written, too: then no old code is good any more.
    const good = [];
    for (const code of [codes.at(0), codes.at(-1)]) good.push(await this.#isGood(code ?? ''));
    return good[0] === good[1] ? [] : ['some codes of a roster are good, and some are not'];
  }

  async #newRoster(): Promise<Roster> {
    const name = `Class ${String((this.#count += 1))}`;
    const starts = new Date().toISOString();
    const clone = this.#person.call('POST', `/api/cohorts/${this.#cohort}/clone`, { name, starts });
    const cohort = (await read(cohortView, clone)).id;
    const emails = Array.from(
      { length: people },
      (_, index) => `seat${String(index)}.of${String(this.#count)}@example.com`,
    );
    return { cohort, emails, codes: undefined };
  }

  async #import(roster: Roster): Promise<void> {
    const csv = ['email,name', ...roster.emails.map((email) => `${email},Somebody`)].join('\n');
    const path = `/api/cohorts/${roster.cohort}/roster`;
    const { rows } = await this.#inFlight.during('importing', () =>
      read(rosterReport, this.#person.call('POST', path, { csv, dryRun: false })),
    );
    roster.codes = rows.map(({ code = '' }) => code);
    this.#imports += 1;
  }

  async #isGood(code: string): Promise<boolean> {
    const answer = await this.#person.call('POST', '/api/join/look', { code });
    const body: unknown = await answer.json();
    return answer.ok && joinOffer.safeParse(body).success;
  }
}
