import type { ExerciseReportMessage, LabView } from '#site/protocol/api.ts';
import { timeLeft } from '../ui/duration.ts';
import { h, type Child } from '../ui/h.ts';
import { icon, type IconName } from '../ui/icons.ts';
import { richText } from '../ui/rich-text.ts';
import { parts, plural, t } from './words.ts';

export type CheckView = LabView['exercises'][number]['checks'][number];
export type Outcome = ExerciseReportMessage['checks'][number]['outcome'];

interface Sign {
  readonly icon: IconName;
  readonly word: string;
}

const signs: Readonly<Record<Outcome['kind'] | 'unseen', Sign>> = {
  passed: { icon: 'pass', word: t('Holds') },
  settling: { icon: 'settle', word: t('Settling') },
  failed: { icon: 'fail', word: t('Differs') },
  blocked: { icon: 'blocked', word: t('Waits') },
  broken: { icon: 'ours', word: t('Our fault') },
  unproven: { icon: 'unproven', word: t('Unproven') },
  unseen: { icon: 'idle', word: t('Unseen') },
};

export function wordFor(outcome: Outcome | undefined): string {
  return signs[outcome?.kind ?? 'unseen'].word;
}

function finding(term: string, text: string): Child {
  return h('div', {}, h('dt', {}, term), h('dd', {}, richText(text)));
}

function detail(outcome: Outcome, claimOf: (id: string) => string): Child {
  switch (outcome.kind) {
    case 'failed':
      return h(
        'dl',
        { class: 'finding' },
        finding(t('Saw'), outcome.saw),
        finding(t('Wanted'), outcome.wanted),
        finding(t('Next'), outcome.next),
      );
    case 'settling': {
      const left = timeLeft(Date.parse(outcome.until) - Date.now(), 0);
      return h(
        'p',
        { class: 'check-note' },
        parts('Waiting for {{what}}', { what: richText(outcome.waitingFor) }),
        h('span', { class: 'until' }, ` · ${left}`),
      );
    }
    case 'blocked':
      return h(
        'p',
        { class: 'check-note' },
        parts('Looked at once this holds: {{claims}}', {
          claims: richText(outcome.by.map(claimOf).join('; ')),
        }),
      );
    case 'broken':
      return h(
        'p',
        { class: 'check-note' },
        parts(
          'We could not look. This is our fault and costs you nothing. Press Check again, or tell whoever runs the server: {{incident}}',
          { incident: h('code', {}, outcome.incident) },
        ),
      );
    case 'unproven':
      return h('p', { class: 'check-note' }, t('Proven when you press Check.'));
    case 'passed':
      return undefined;
  }
}

function pointsOf(check: CheckView, outcome: Outcome | undefined): Child {
  if (check.given) return h('span', { class: 'points' }, t('given'));
  const unit = plural(check.points, { one: 'point', other: 'points' });
  const earned = outcome?.kind === 'passed' ? check.points : 0;
  return h(
    'span',
    { class: 'points' },
    `${earned}/${check.points}`,
    h('span', { class: 'kl-sr' }, ` ${unit}`),
  );
}

/** One claim with what was found: icon, word, and the finding under it. */
export function checkRow(
  check: CheckView,
  outcome: Outcome | undefined,
  claimOf: (id: string) => string,
): HTMLElement {
  const sign = signs[outcome?.kind ?? 'unseen'];
  return h(
    'li',
    { class: `check check-${outcome?.kind ?? 'unseen'}`, 'data-key': check.id },
    h('span', { class: 'check-sign' }, icon(sign.icon), h('span', {}, sign.word)),
    h(
      'div',
      { class: 'check-body' },
      h('p', { class: 'claim' }, richText(check.claim)),
      outcome !== undefined && detail(outcome, claimOf),
    ),
    pointsOf(check, outcome),
  );
}
