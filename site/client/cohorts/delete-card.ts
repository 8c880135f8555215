import { cohortExport, type CohortExport, type CohortView } from '#site/protocol/cohorts.ts';
import { toProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { problemNote } from '../lab/problem-note.ts';
import { field, form } from '../ui/form.ts';
import { h } from '../ui/h.ts';
import { card } from './card.ts';

const sendMs = 60_000;

/** Says what goes, exports it, and deletes it once its name was typed. */
export function deleteCard(
  path: string,
  cohort: CohortView,
  onDelete: (exported: CohortExport) => void,
): HTMLElement {
  const open = h('button', { type: 'button', class: 'kl-button' }, 'See what would go');
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
  return card('Delete', body);
}

function deletion(
  path: string,
  { name }: CohortView,
  onDelete: (exported: CohortExport) => void,
): HTMLFormElement {
  const asked = form({
    label: 'Delete',
    content: [
      field({
        name: 'name',
        label: 'Name of the cohort',
        autocomplete: 'off',
        hint: `Type “${name}” to confirm that this is the one.`,
      }),
    ],
    button: 'Delete it for good',
    busy: 'Deleting…',
    check: (values) =>
      values('name') === name
        ? new Map<string, string>()
        : new Map([['name', `The cohort is called “${name}”.`]]),
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
  const line = (count: number, one: string, many: string): HTMLElement | false =>
    count > 0 && h('li', {}, `${count} ${count === 1 ? one : many}`);
  return h(
    'div',
    {},
    h('p', {}, 'With the cohort and its rules go for good:'),
    h(
      'ul',
      {},
      line(counts.members, 'membership', 'memberships'),
      line(counts.announcements, 'announcement', 'announcements'),
      line(counts.unusedCodes, 'code that was not used up', 'codes that were not used up'),
      line(counts.hands, 'raised hand', 'raised hands'),
      line(counts.overrides, 'mark that was set by hand', 'marks that were set by hand'),
      line(counts.attemptLinks, 'note that an attempt belongs to it', 'notes of which attempts belong to it'),
      line(counts.webhooks, 'webhook, with its log', 'webhooks, with their logs'),
      line(
        counts.platformCourses,
        'tie to a course of a learning platform; a launch from there begins anew',
        'ties to courses of learning platforms; a launch from there begins anew',
      ),
      Object.values(counts).every((count) => count === 0) && h('li', {}, 'nothing else'),
    ),
    h(
      'p',
      {},
      'Accounts, attempts and progress stay: they are the learners’ own. An export is written to the server’s data folder first.',
    ),
  );
}

/** The whole export as a file. */
export function exportLink(exported: CohortExport): HTMLElement {
  const blob = new Blob([JSON.stringify(exported, null, 2)], { type: 'application/json' });
  const download = `cohort-${exported.cohort.id}.json`;
  return h('p', {}, h('a', { href: URL.createObjectURL(blob), download }, 'Download the export'));
}
