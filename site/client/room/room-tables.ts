import type { RoomLearner, RoomView } from '#site/protocol/room.ts';
import { exerciseSigns } from '../lab/exercise-state.ts';
import { inWords } from '../ui/duration.ts';
import { h, type Child } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { richText } from '../ui/rich-text.ts';
import { exerciseTitle } from './room-store.ts';
import { t } from './words.ts';

const environmentWords = {
  none: t('no lab running'),
  waitingForRuntime: t('waits for the runtime'),
  creating: t('environment is being made'),
  ready: t('environment ready'),
  parked: t('put aside'),
  full: t('stopped: its disk is full'),
  resuming: t('environment is coming back'),
  failed: t('environment failed'),
} as const;

function ago(since: string, now: number): string {
  return inWords(now - Date.parse(since));
}

function headed(...titles: readonly string[]): HTMLElement {
  return h(
    'thead',
    {},
    h(
      'tr',
      {},
      titles.map((title) => h('th', { scope: 'col' }, title)),
    ),
  );
}

/** Who is on, at what, since when, and what holds them up. */
export function peopleTable(learners: readonly RoomLearner[], room: RoomView, now: number): HTMLElement {
  const row = ({ id, name, online, environment, work, heldUpBy }: RoomLearner): HTMLElement =>
    h(
      'tr',
      { 'data-key': id },
      h('th', { scope: 'row' }, name),
      h('td', { class: online ? 'is-on' : 'is-off' }, online ? t('here') : t('away')),
      h(
        'td',
        { class: environment === 'failed' || environment === 'full' ? 'is-broken' : '' },
        environmentWords[environment],
      ),
      h('td', {}, work === null ? '' : exerciseTitle(room, work.lab, work.exercise)),
      h('td', { class: 'room-time' }, work === null ? '' : ago(work.since, now)),
      h(
        'td',
        {},
        heldUpBy === null
          ? ''
          : [
              richText(heldUpBy.claim),
              h('span', { class: 'room-time' }, ` ${t('for {{time}}', { time: ago(heldUpBy.since, now) })}`),
            ],
      ),
    );
  return h(
    'table',
    { class: 'room-people' },
    h('caption', { class: 'kl-sr' }, t('Learners and what they are at')),
    headed(t('Learner'), t('On'), t('Environment'), t('Works on'), t('For'), t('Held up by')),
    h('tbody', {}, learners.map(row)),
  );
}

/** Exercise by learner: who has done what, at one glance. */
export function heatMap(learners: readonly RoomLearner[], { labs }: RoomView): HTMLElement {
  const columns = labs.flatMap(({ id, exercises }) =>
    exercises.map((exercise, index) => ({
      key: `${id}/${exercise.id}`,
      title: exercise.title,
      number: index + 1,
    })),
  );
  const cell = (states: RoomLearner['states'], key: string): HTMLElement => {
    const state = states[key] ?? 'notTried';
    const sign = exerciseSigns[state];
    return h(
      'td',
      { class: `heat heat-${state}` },
      icon(sign.icon, 14),
      h('span', { class: 'kl-sr' }, sign.word),
    );
  };
  return h(
    'table',
    { class: 'room-heat' },
    h('caption', { class: 'kl-sr' }, t('Exercises and how far each learner is')),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col', rowspan: 2 }, t('Learner')),
        labs.map(({ title, exercises }) => h('th', { scope: 'colgroup', colspan: exercises.length }, title)),
      ),
      h(
        'tr',
        {},
        columns.map(({ title, number }): Child =>
          h(
            'th',
            { scope: 'col', title },
            h('span', { 'aria-hidden': 'true' }, number),
            h('span', { class: 'kl-sr' }, title),
          ),
        ),
      ),
    ),
    h(
      'tbody',
      {},
      learners.map(({ id, name, states }) =>
        h(
          'tr',
          { 'data-key': id },
          h('th', { scope: 'row' }, name),
          columns.map(({ key }) => cell(states, key)),
        ),
      ),
    ),
  );
}
