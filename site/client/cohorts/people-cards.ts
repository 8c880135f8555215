import { inviteList } from '#site/protocol/accounts.ts';
import { memberList, type CohortView } from '#site/protocol/cohorts.ts';
import { toProblem } from '../http/problem.ts';
import { nothing, request } from '../http/request.ts';
import { problemNote } from '../lab/problem-note.ts';
import { confirm } from '../ui/confirm.ts';
import { h } from '../ui/h.ts';
import { card } from './card.ts';
import { codeList, codeWords, type Code } from './code-list.ts';
import { memberTable, type Member } from './member-table.ts';
import { removeMember } from './remove-member.ts';
import { t } from './words.ts';

const sendMs = 30_000;

export interface PeopleOptions {
  readonly path: string;
  readonly cohort: CohortView;
  readonly signal: AbortSignal;
  /** Seats were taken or given back. */
  readonly onSeats: () => void;
}

/** Who is in a cohort, and who could still come in. */
export class PeopleCards {
  readonly #options: PeopleOptions;
  readonly #members = h('div', { class: 'cohort-result' });
  readonly #codes = h('div', { class: 'cohort-result' });
  readonly #membersNote = h('div', { class: 'cohort-result', role: 'status' });
  readonly #codesNote = h('div', { class: 'cohort-result', role: 'status' });
  readonly people: HTMLElement;
  readonly codes: HTMLElement;

  constructor(options: PeopleOptions) {
    this.#options = options;
    this.people = card(t('People'), this.#members, this.#membersNote);
    this.codes = card(t('Codes'), this.#codes, this.#codesNote);
  }

  /** What the server says now. */
  async fill(): Promise<void> {
    await Promise.all([this.#fillMembers(), this.#fillCodes()]);
  }

  async #fillMembers(): Promise<void> {
    const { path, signal } = this.#options;
    const { members } = await request({ path: `${path}/members`, schema: memberList, signal });
    this.#members.replaceChildren(
      memberTable(members, (member) => attempt(this.#membersNote, this.#remove(member))),
      h('p', {}, h('a', { href: `${path}/roster.csv`, download: true }, t('Download as CSV'))),
    );
  }

  async #fillCodes(): Promise<void> {
    const { path, cohort, signal } = this.#options;
    const { invites } = await request({ path: `${path}/invites`, schema: inviteList, signal });
    this.#codes.replaceChildren(
      codeList(invites, cohort.timeZone, (code) => attempt(this.#codesNote, this.#revoke(code))),
    );
  }

  async #remove(member: Member): Promise<void> {
    const { path, cohort, onSeats } = this.#options;
    if (!(await removeMember(path, cohort, member))) return;
    say(this.#membersNote, t('{{name}} is out of the cohort.', { name: member.name }));
    onSeats();
    await this.fill();
  }

  async #revoke(code: Code): Promise<void> {
    const { path, cohort } = this.#options;
    const { yes } = await confirm({
      title: t('Take this code back?'),
      body: [
        h('p', {}, `${codeWords(code, cohort.timeZone)}.`),
        h('p', {}, t('Nobody can come in with it any more. Who came in with it before stays in.')),
      ],
      yes: t('Take it back'),
      no: t('Keep it'),
      danger: true,
    });
    if (!yes) return;
    const of = `${path}/invites/${encodeURIComponent(code.id)}`;
    await request({ method: 'DELETE', path: of, schema: nothing, signal: AbortSignal.timeout(sendMs) });
    say(this.#codesNote, t('The code is taken back.'));
    await this.#fillCodes();
  }
}

function say(note: HTMLElement, words: string): void {
  note.replaceChildren(h('p', { class: 'kl-done' }, words));
}

function attempt(note: HTMLElement, work: Promise<void>): void {
  work.catch((error: unknown) => {
    const problem = problemNote(toProblem(error));
    note.replaceChildren(...(problem instanceof Node ? [problem] : []));
  });
}
