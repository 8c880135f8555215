import { cohortLti, ltiMembers, type CohortLti, type LtiMembers } from '#site/protocol/lti.ts';
import { request } from '../http/request.ts';
import { h, type Child } from '../ui/h.ts';
import { card } from './card.ts';
import { busyButton } from './busy-button.ts';
import { sentTable } from './sent-table.ts';

const sendMs = 90_000;

const planned: Readonly<Record<LtiMembers['rows'][number]['result'], string>> = {
  added: 'gets an account and is in',
  enrolled: 'has an account, will be in',
  member: 'is in already',
  taken: 'an account that is not linked has this address: they sign in with it, then open the course',
  teacher: 'teaches; comes in by opening the course',
};
const done: typeof planned = { ...planned, added: 'is in', enrolled: 'is in', member: 'was in already' };

/** What the cohort is on a learning platform: its people, and the marks that were sent there. Empty where it is none. */
export async function ltiCard(path: string, onSync: () => void, signal: AbortSignal): Promise<HTMLElement> {
  const host = h('div', {});
  const fill = (told: CohortLti): void => {
    if (told.courses.length === 0) return;
    host.replaceChildren(
      card(
        'Learning platform',
        told.courses.map((course) => courseOf(path, course, onSync)),
        h('h4', {}, 'Marks sent'),
        h('div', { class: 'cohort-result' }, scoresOf(told), sendAgain(path, fill)),
      ),
    );
  };
  fill(await request({ path: `${path}/lti`, schema: cohortLti, signal }));
  return host;
}

function courseOf(
  path: string,
  { id, title, platform, tellsMembers }: CohortLti['courses'][number],
  onSync: () => void,
): HTMLElement {
  const result = h('div', { class: 'cohort-result', role: 'status' });
  const sync = async (dryRun: boolean): Promise<void> => {
    const report = await request({
      method: 'POST',
      path: `${path}/lti/members`,
      schema: ltiMembers,
      body: { course: id, dryRun },
      signal: AbortSignal.timeout(sendMs),
    });
    const coming = report.rows.filter((row) => row.result === 'added' || row.result === 'enrolled').length;
    const canSync = dryRun && coming > 0 && report.seatsLeft >= 0;
    result.replaceChildren(
      h('p', {}, h('strong', {}, dryRun ? 'Nothing is done yet. ' : 'Done. '), saySeats(report)),
      membersTable(report),
      ...(canSync
        ? [
            busyButton(
              coming === 1 ? 'Bring in 1 person' : `Bring in ${coming} people`,
              () => sync(false),
              true,
            ),
          ]
        : []),
    );
    if (!dryRun) onSync();
  };
  return h(
    'div',
    { class: 'cohort-result' },
    h(
      'p',
      {},
      'This cohort is “',
      title,
      '” on ',
      platform,
      '. Learners come in by opening an activity there.',
    ),
    tellsMembers && busyButton('Look who takes the course', () => sync(true)),
    result,
  );
}

function saySeats({ seatsLeft, dryRun }: LtiMembers): string {
  if (seatsLeft < 0) return `The cohort has ${-seatsLeft} seats too few: give it more.`;
  return `Seats left ${dryRun ? 'after that' : 'now'}: ${seatsLeft}. Nobody is taken out.`;
}

function membersTable({ rows, dryRun }: LtiMembers): HTMLElement {
  const words = dryRun ? planned : done;
  return sentTable({
    caption: 'People of the course',
    titles: ['Name', 'E-mail', dryRun ? 'What would happen' : 'What happened'],
    rows: rows.map(({ name, email, result }) => [name, email ?? 'not told', words[result]]),
  });
}

function scoresOf({ scores }: CohortLti): HTMLElement {
  if (scores.length === 0) return h('p', {}, 'None yet: a mark is sent as soon as a check earns points.');
  const states = { delivered: 'arrived', failed: 'given up', pending: 'on its way' };
  return sentTable({
    caption: 'Marks sent, newest first',
    titles: ['When', 'Learner', 'Activity', 'What became of it'],
    rows: scores.map(({ createdAt, learner, activity, state, tries, last }): readonly Child[] => [
      new Date(createdAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
      learner,
      activity,
      `${states[state]}${tries > 1 ? ` after ${tries} tries` : ''}${last === null ? '' : ` (${last})`}`,
    ]),
  });
}

function sendAgain(path: string, fill: (told: CohortLti) => void): HTMLElement {
  return busyButton('Send all marks again', async () => {
    const signal = AbortSignal.timeout(sendMs);
    fill(await request({ method: 'POST', path: `${path}/lti/scores`, schema: cohortLti, signal }));
  });
}
