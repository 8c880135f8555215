import { h } from '../ui/h.ts';
import { lockInputs, type Question, type QuestionField } from './question-field.ts';
import { t } from './words.ts';

/** A manifest in which one line is wrong: pick the line. */
export function faultField(question: Question, before: readonly string[]): QuestionField {
  const inputs = (question.lines ?? []).map((_line, index) =>
    h('input', {
      type: 'radio',
      name: question.id,
      value: index + 1,
      checked: before[0] === String(index + 1),
    }),
  );
  const rows = (question.lines ?? []).map((line, index) =>
    h(
      'label',
      { class: 'code-line', 'data-option': index + 1 },
      inputs[index],
      h('span', { class: 'line-number' }, h('span', { class: 'kl-sr' }, `${t('Line')} `), index + 1),
      h('code', {}, line === '' ? ' ' : line),
    ),
  );
  const element = h('div', { class: 'code-lines' }, rows);
  return {
    element,
    given: () => {
      const line = inputs.find(({ checked }) => checked)?.value;
      return line === undefined ? { missing: t('Pick a line first.') } : { given: [line] };
    },
    lock: () => lockInputs(element),
  };
}
