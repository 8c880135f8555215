import { cohortExport, type CohortExport, type CohortView } from '#site/protocol/cohorts.ts';
import { toProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { problemNote } from '../lab/problem-note.ts';
import { field, form } from '../ui/form.ts';
import { h, type Child } from '../ui/h.ts';
import { card } from './card.ts';
import { plural, t } from './words.ts';

const sendMs = 60_000;

/** Says what goes, exports it, and deletes it once its name was typed. */
export function deleteCard(
  path: string,
  cohort: CohortView,
  onDelete: (exported: CohortExport) => void,
): HTMLElement {
  const open = h('button', { type: 'button', class: 'kl-button' }, t('See what would go'));
  const body = h('div', { class: 'cohort-result' }, open);
  open.addEventListener('click', () => {
    request({ path: `${path}/export`, schema: cohortExport, signal: AbortSignal.timeout(sendMs) })
      .then((exported) => {
        const asked = deletion(path, cohort, onDelete);
        body.replaceChildren(goes(exported), exportLink(exported), asked);
        asked.querySelector('input')?.focus();
      })
      .catch((error: unknown) => {
        const note = problemNote(toProblem(error));
        body.replaceChildren(open, ...(note instanceof Node ? [note] : []));
      });
  });
  return card(t('Delete'), body);
}

function deletion(
  path: string,
  { name }: CohortView,
  onDelete: (exported: CohortExport) => void,
): HTMLFormElement {
  const asked = form({
    label: t('Delete'),
    content: [
      field({
        name: 'name',
        label: t('Name of the cohort'),
        autocomplete: 'off',
        hint: t('Type “{{name}}” to confirm that this is the one.', { name }),
      }),
    ],
    button: t('Delete it for good'),
    busy: t('Deleting…'),
    check: (values) =>
      values('name') === name
        ? new Map<string, string>()
        : new Map([['name', t('The cohort is called “{{name}}”.', { name })]]),
    send: async (values) => {
      const signal = AbortSignal.timeout(sendMs);
      const body = { name: values('name') };
      onDelete(await request({ method: 'DELETE', path, schema: cohortExport, body, signal }));
    },
  });
  asked.querySelector('button')?.classList.replace('primary', 'danger');
  return asked;
}

function goes({ goes: counts }: CohortExport): HTMLElement {
  return h(
    'div',
    {},
    h('p', {}, t('With the cohort and its rules go for good:')),
    h('ul', {}, goingLines(counts)),
    h(
      'p',
      {},
      t(
        'Accounts, attempts and progress stay: they are the learners’ own. An export is written to the server’s data folder first.',
      ),
    ),
  );
}

function goingLines(counts: CohortExport['goes']): readonly Child[] {
  const line = (count: number, words: string): HTMLElement | false => count > 0 && h('li', {}, words);
  return [
    line(
      counts.members,
      plural(counts.members, { one: '{{count}} membership', other: '{{count}} memberships' }),
    ),
    line(
      counts.announcements,
      plural(counts.announcements, { one: '{{count}} announcement', other: '{{count}} announcements' }),
    ),
    line(
      counts.unusedCodes,
      plural(counts.unusedCodes, {
        one: '{{count}} code that was not used up',
        other: '{{count}} codes that were not used up',
      }),
    ),
    line(
      counts.hands,
      plural(counts.hands, { one: '{{count}} raised hand', other: '{{count}} raised hands' }),
    ),
    line(
      counts.overrides,
      plural(counts.overrides, {
        one: '{{count}} mark that was set by hand',
        other: '{{count}} marks that were set by hand',
      }),
    ),
    line(
      counts.attemptLinks,
      plural(counts.attemptLinks, {
        one: '{{count}} note that an attempt belongs to it',
        other: '{{count}} notes of which attempts belong to it',
      }),
    ),
    line(
      counts.webhooks,
      plural(counts.webhooks, {
        one: '{{count}} webhook, with its log',
        other: '{{count}} webhooks, with their logs',
      }),
    ),
    line(
      counts.platformCourses,
      plural(counts.platformCourses, {
        one: '{{count}} tie to a course of a learning platform; a launch from there begins anew',
        other: '{{count}} ties to courses of learning platforms; a launch from there begins anew',
      }),
    ),
    Object.values(counts).every((count) => count === 0) && h('li', {}, t('nothing else')),
  ];
}

/** The whole export as a file. */
export function exportLink(exported: CohortExport): HTMLElement {
  const blob = new Blob([JSON.stringify(exported, null, 2)], { type: 'application/json' });
  const download = `cohort-${exported.cohort.id}.json`;
  return h('p', {}, h('a', { href: URL.createObjectURL(blob), download }, t('Download the export')));
}
