import { rosterReport, type RosterReport } from '#site/protocol/cohorts.ts';
import { request } from '../http/request.ts';
import { form } from '../ui/form.ts';
import { h } from '../ui/h.ts';
import { busyButton } from './busy-button.ts';
import { card } from './card.ts';
import { codesCsv } from './codes-csv.ts';
import { rosterTable, sayReport } from './roster-table.ts';
import { parts, plural, t } from './words.ts';

const sendMs = 60_000;
const mostLength = 60_000;

/**
 * A class as CSV. It is always looked at first, and what is imported is what was looked at: a change to the text takes
 * the button away.
 */
export function rosterCard(path: string, onImport: () => void): HTMLElement {
  const text = h('textarea', { id: 'roster-text', name: 'csv', rows: 6, spellcheck: 'false' });
  text.setAttribute('aria-describedby', 'roster-hint');
  const result = h('div', { class: 'cohort-result', role: 'status' });
  const ask = (csv: string, dryRun: boolean): Promise<RosterReport> =>
    request({
      method: 'POST',
      path: `${path}/roster`,
      schema: rosterReport,
      body: { csv, dryRun },
      signal: AbortSignal.timeout(sendMs),
    });
  const doImport = async (csv: string): Promise<void> => {
    const report = await ask(csv, false);
    text.value = '';
    result.replaceChildren(...shown(report), ...codesToKeep(report));
    onImport();
  };
  const looked = form({
    label: t('Roster'),
    content: [
      fileField(text, () => result.replaceChildren()),
      h(
        'div',
        { class: 'kl-field' },
        h('label', { for: 'roster-text' }, t('Roster as CSV')),
        text,
        h(
          'p',
          { class: 'kl-field-hint', id: 'roster-hint' },
          parts(
            'The first line names the columns, {{columns}}; then one person a line. Nobody gets mail from here: you hand out the codes.',
            { columns: h('code', {}, 'email,name') },
          ),
        ),
      ),
    ],
    button: t('Look at it first'),
    busy: t('Looking…'),
    check: (values) => roughMistakes(values('csv')),
    send: async (values) => {
      const csv = values('csv');
      result.replaceChildren();
      const report = await ask(csv, true);
      result.replaceChildren(
        ...shown(report),
        ...(canImport(report) ? [importButton(report, () => doImport(csv))] : []),
      );
    },
  });
  text.addEventListener('input', () => result.replaceChildren());
  return card(t('Roster'), looked, result);
}

function roughMistakes(csv: string): ReadonlyMap<string, string> {
  if (csv.trim() === '') return new Map([['csv', t('Paste the roster or choose its file.')]]);
  if (csv.length > mostLength) return new Map([['csv', t('This is too long; import it in parts.')]]);
  return new Map();
}

function fileField(text: HTMLTextAreaElement, changed: () => void): HTMLElement {
  const input = h('input', { id: 'roster-file', type: 'file', accept: '.csv,text/csv,text/plain' });
  input.addEventListener('change', () => {
    changed();
    input.files
      ?.item(0)
      ?.text()
      .then((read) => (text.value = read))
      .catch((error: unknown) => console.warn('kindlab: the file could not be read', error));
  });
  return h('div', { class: 'kl-field' }, h('label', { for: 'roster-file' }, t('File')), input);
}

function canImport({ rows, seatsLeft }: RosterReport): boolean {
  const coming = rows.some(({ result }) => result === 'invited' || result === 'enrolled');
  return coming && seatsLeft >= 0 && rows.every(({ result }) => result !== 'bad');
}

function shown(report: RosterReport): readonly HTMLElement[] {
  return [
    h(
      'p',
      {},
      h('strong', {}, report.dryRun ? t('Nothing is done yet.') : t('Done.'), ' '),
      sayReport(report),
    ),
    h(
      'div',
      { class: 'room-scroll', tabindex: 0, role: 'group', 'aria-label': t('Roster, line by line') },
      rosterTable(report),
    ),
  ];
}

function importButton({ rows }: RosterReport, run: () => Promise<void>): HTMLElement {
  const count = rows.filter(({ result }) => result === 'invited' || result === 'enrolled').length;
  return busyButton(plural(count, { one: 'Import 1 person', other: 'Import {{count}} people' }), run, true);
}

function codesToKeep(report: RosterReport): readonly HTMLElement[] {
  const csv = codesCsv(report);
  if (csv === undefined) return [];
  const href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  return [
    h(
      'p',
      {},
      parts('The codes are shown only now. {{link}}.', {
        link: h('a', { href, download: 'codes.csv' }, t('Download them as CSV')),
      }),
    ),
  ];
}
