import { cohortLti, ltiMembers, type CohortLti, type LtiMembers } from '#site/protocol/lti.ts';
import { request } from '../http/request.ts';
import { dateLanguage } from '../language/page-language.ts';
import { h, type Child } from '../ui/h.ts';
import { card } from './card.ts';
import { busyButton } from './busy-button.ts';
import { sentTable } from './sent-table.ts';
import { plural, t } from './words.ts';

const sendMs = 90_000;

const planned: Readonly<Record<LtiMembers['rows'][number]['result'], string>> = {
  added: t('gets an account and is in'),
  enrolled: t('has an account, will be in'),
  member: t('is in already'),
  taken: t('an account that is not linked has this address: they sign in with it, then open the course'),
  teacher: t('teaches; comes in by opening the course'),
};
const done: typeof planned = {
  ...planned,
  added: t('is in'),
  enrolled: t('is in'),
  member: t('was in already'),
};

/** What the cohort is on a learning platform: its people, and the marks that were sent there. Empty where it is none. */
export async function ltiCard(path: string, onSync: () => void, signal: AbortSignal): Promise<HTMLElement> {
  const host = h('div', {});
  const fill = (told: CohortLti): void => {
    if (told.courses.length === 0) return;
    host.replaceChildren(
      card(
        t('Learning platform'),
        told.courses.map((course) => courseOf(path, course, onSync)),
        h('h4', {}, t('Marks sent')),
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
      h('p', {}, h('strong', {}, dryRun ? t('Nothing is done yet.') : t('Done.'), ' '), saySeats(report)),
      membersTable(report),
      ...(canSync
        ? [
            busyButton(
              plural(coming, { one: 'Bring in 1 person', other: 'Bring in {{count}} people' }),
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
      t('This cohort is “{{title}}” on {{platform}}. Learners come in by opening an activity there.', {
        title,
        platform,
      }),
    ),
    tellsMembers && busyButton(t('Look who takes the course'), () => sync(true)),
    result,
  );
}

function saySeats({ seatsLeft, dryRun }: LtiMembers): string {
  if (seatsLeft < 0) return t('The cohort has {{seats}} seats too few: give it more.', { seats: -seatsLeft });
  return dryRun
    ? t('Seats left after that: {{seatsLeft}}. Nobody is taken out.', { seatsLeft })
    : t('Seats left now: {{seatsLeft}}. Nobody is taken out.', { seatsLeft });
}

function membersTable({ rows, dryRun }: LtiMembers): HTMLElement {
  const words = dryRun ? planned : done;
  return sentTable({
    caption: t('People of the course'),
    titles: [t('Name'), t('E-mail'), dryRun ? t('What would happen') : t('What happened')],
    rows: rows.map(({ name, email, result }) => [name, email ?? t('not told'), words[result]]),
  });
}

function scoresOf({ scores }: CohortLti): HTMLElement {
  if (scores.length === 0) return h('p', {}, t('None yet: a mark is sent as soon as a check earns points.'));
  const states = { delivered: t('arrived'), failed: t('given up'), pending: t('on its way') };
  return sentTable({
    caption: t('Marks sent, newest first'),
    titles: [t('When'), t('Learner'), t('Activity'), t('What became of it')],
    rows: scores.map(({ createdAt, learner, activity, state, tries, last }): readonly Child[] => [
      new Date(createdAt).toLocaleString(dateLanguage, { dateStyle: 'medium', timeStyle: 'short' }),
      learner,
      activity,
      `${tries > 1 ? t('{{state}} after {{tries}} tries', { state: states[state], tries }) : states[state]}${last === null ? '' : ` (${last})`}`,
    ]),
  });
}

function sendAgain(path: string, fill: (told: CohortLti) => void): HTMLElement {
  return busyButton(t('Send all marks again'), async () => {
    const signal = AbortSignal.timeout(sendMs);
    fill(await request({ method: 'POST', path: `${path}/lti/scores`, schema: cohortLti, signal }));
  });
}
