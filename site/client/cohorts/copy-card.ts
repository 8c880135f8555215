import { cohortView, type CohortView } from '#site/protocol/cohorts.ts';
import { request } from '../http/request.ts';
import { pageHref } from '../language/page-language.ts';
import { field, form } from '../ui/form.ts';
import { h } from '../ui/h.ts';
import { card } from './card.ts';
import { t } from './words.ts';

const sendMs = 30_000;

/** The same rules at another time; leads to the new cohort. */
export function copyCard(path: string, cohort: CohortView): HTMLElement {
  return card(
    t('Copy for the next class'),
    h('p', {}, t('The same rules and the same times of the day, as many days later. Nobody is in it yet.')),
    form({
      label: t('Copy for the next class'),
      content: [
        field({ name: 'name', label: t('Name of the copy'), autocomplete: 'off' }),
        field({
          name: 'starts',
          label: t('First day'),
          type: 'date',
          hint: t('In the time zone of the cohort, {{timeZone}}.', { timeZone: cohort.timeZone }),
        }),
      ],
      button: t('Copy it'),
      busy: t('Copying…'),
      check: (values) => {
        const found = new Map<string, string>();
        if (values('name').trim() === '') found.set('name', t('Give it a name.'));
        if (values('starts') === '') found.set('starts', t('Say when it starts.'));
        return found;
      },
      send: async (values) => {
        const body = { name: values('name').trim(), starts: values('starts') };
        const signal = AbortSignal.timeout(sendMs);
        const made = await request({
          method: 'POST',
          path: `${path}/clone`,
          schema: cohortView,
          body,
          signal,
        });
        location.assign(pageHref(`/cohorts/?cohort=${encodeURIComponent(made.id)}`));
      },
    }),
  );
}
