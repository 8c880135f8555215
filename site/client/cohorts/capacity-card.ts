import type { CohortView } from '#site/protocol/cohorts.ts';
import { classPlan, type ClassPlan } from '#site/protocol/planning.ts';
import { request } from '../http/request.ts';
import { OwnWords } from '../language/own-words.ts';
import { dateLanguage } from '../language/page-language.ts';
import { field, form } from '../ui/form.ts';
import { h } from '../ui/h.ts';
import { card } from './card.ts';
import { sayWallTime } from './wall-time.ts';
import { t } from './words.ts';

const measureMs = 90_000;
const tenths = new Intl.NumberFormat(dateLanguage, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  useGrouping: false,
});

/** Whether the class fits on the server's machine, from measured figures. */
export function capacityCard(path: string, { seats, timeZone }: CohortView): HTMLElement {
  const result = h('div', { class: 'cohort-result', role: 'status' });
  const asked = form({
    label: t('Will it fit'),
    content: [
      h(
        'div',
        { class: 'kl-pair' },
        field({ name: 'learners', label: t('How many come'), type: 'number', value: String(seats) }),
        field({
          name: 'start',
          label: t('When'),
          type: 'datetime-local',
          required: false,
          hint: t('Empty: when the next lab opens.'),
        }),
      ),
    ],
    button: t('See whether it fits'),
    busy: t('Measuring, about ten seconds…'),
    check: (values) => {
      const count = Number(values('learners'));
      return Number.isInteger(count) && count >= 1 && count <= 2000
        ? new Map<string, string>()
        : new Map([['learners', t('A whole number from {{least}} to {{most}}.', { least: 1, most: 2000 })]]);
    },
    send: async (values) => {
      const query = new URLSearchParams({ learners: values('learners') });
      if (values('start') !== '') query.set('start', values('start'));
      const signal = AbortSignal.timeout(measureMs);
      const answer = request({ path: `${path}/plan?${query.toString()}`, schema: classPlan, signal });
      const [plan, words] = await Promise.all([answer, OwnWords.load()]);
      result.replaceChildren(...shown(words.of(plan), timeZone));
    },
  });
  return card(t('Will it fit'), asked, result);
}

const sources: Readonly<Record<ClassPlan['source']['kind'], string>> = {
  measured: t('Measured just now, on environments that run on the server’s machine.'),
  stored: t('No environment runs at present: memory is what the labs took when they were last proven.'),
  assumed: t(
    'No environment runs at present and the labs were never measured: memory is what is reserved for one.',
  ),
};

function shown(plan: ClassPlan, timeZone: string): readonly Node[] {
  const { learners, startsAt, fits, fitting, each, needs, free, source, advice } = plan;
  const when = sayWallTime(startsAt, timeZone);
  return [
    fits
      ? h('p', { class: 'kl-done' }, t('{{learners}} learners on {{when}} fit.', { learners, when }))
      : h(
          'p',
          { class: 'kl-missed' },
          t('{{fitting}} of {{learners}} learners on {{when}} fit.', { fitting, learners, when }),
        ),
    h(
      'div',
      { class: 'room-scroll', tabindex: 0, role: 'group', 'aria-label': t('What the class needs') },
      h(
        'table',
        {},
        h('caption', { class: 'kl-sr' }, t('What the class needs')),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ['', t('Memory'), t('Processor'), t('Disk')].map((title) =>
              title === '' ? h('td', {}) : h('th', { scope: 'col' }, title),
            ),
          ),
        ),
        h('tbody', {}, row(t('One learner'), each), row(t('The class'), needs), row(t('Free now'), free)),
      ),
    ),
    h('p', {}, sources[source.kind]),
    h(
      'ul',
      {},
      advice.map((words) => h('li', {}, words)),
    ),
  ];
}

function row(title: string, { memoryMiB, cores, diskMiB }: ClassPlan['needs']): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, title),
    h('td', {}, gib(memoryMiB)),
    h('td', {}, cores === null ? t('not known') : t('{{cores}} cores', { cores })),
    h('td', {}, gib(diskMiB)),
  );
}

function gib(mebibytes: number | null): string {
  return mebibytes === null ? t('not known') : `${tenths.format(mebibytes / 1024)} GiB`;
}
