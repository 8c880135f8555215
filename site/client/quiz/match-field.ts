import { fromServerHtml, h } from '../ui/h.ts';
import { lockInputs, type Question, type QuestionField } from './question-field.ts';
import { t } from './words.ts';

function plainText(html: string): string {
  return fromServerHtml('span', {}, html).textContent;
}

/** Each item gets one of the targets. */
export function matchField(question: Question, before: readonly string[]): QuestionField {
  const chosen = new Map(
    before.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const rows = question.options.map(({ id, html }) => {
    const targets = (question.targets ?? []).map((target) =>
      h('option', { value: target.id, selected: chosen.get(id) === target.id }, plainText(target.html)),
    );
    const select = h(
      'select',
      { 'aria-label': plainText(html) },
      h('option', { value: '' }, t('choose…')),
      targets,
    );
    return {
      id,
      select,
      element: h('div', { class: 'match', 'data-option': id }, fromServerHtml('span', {}, html), select),
    };
  });
  const element = h(
    'div',
    { class: 'matches' },
    rows.map((row) => row.element),
  );
  return {
    element,
    given: () => {
      if (rows.some(({ select }) => select.value === ''))
        return { missing: t('Choose something for every line first.') };
      return { given: rows.map(({ id, select }) => `${id}=${select.value}`) };
    },
    lock: () => lockInputs(element),
  };
}
