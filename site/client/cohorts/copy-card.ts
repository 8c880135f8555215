import { cohortView, type CohortView } from '#site/protocol/cohorts.ts';
import { request } from '../http/request.ts';
import { field, form } from '../ui/form.ts';
import { h } from '../ui/h.ts';
import { card } from './card.ts';

const sendMs = 30_000;

/** The same rules at another time; leads to the new cohort. */
export function copyCard(path: string, cohort: CohortView): HTMLElement {
  return card(
    'Copy for the next class',
    h('p', {}, 'The same rules and the same times of the day, as many days later. Nobody is in it yet.'),
    form({
      label: 'Copy for the next class',
      content: [
        field({ name: 'name', label: 'Name of the copy', autocomplete: 'off' }),
        field({
          name: 'starts',
          label: 'First day',
          type: 'date',
          hint: `In the time zone of the cohort, ${cohort.timeZone}.`,
        }),
      ],
      button: 'Copy it',
      busy: 'Copying…',
      check: (values) => {
        const found = new Map<string, string>();
        if (values('name').trim() === '') found.set('name', 'Give it a name.');
        if (values('starts') === '') found.set('starts', 'Say when it starts.');
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
        location.assign(`/cohorts/?cohort=${encodeURIComponent(made.id)}`);
      },
    }),
  );
}
