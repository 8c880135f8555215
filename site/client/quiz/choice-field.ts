import { fromServerHtml, h } from '../ui/h.ts';
import { lockInputs, type Question, type QuestionField } from './question-field.ts';
import { t } from './words.ts';

/** One of several, or some of several. */
export function choiceField(question: Question, before: readonly string[]): QuestionField {
  const type = question.kind === 'multiple' ? 'checkbox' : 'radio';
  const inputs = question.options.map(({ id }) =>
    h('input', { type, name: question.id, value: id, checked: before.includes(id) }),
  );
  const rows = question.options.map(({ id, html }, index) =>
    h('label', { class: 'choice', 'data-option': id }, inputs[index], fromServerHtml('span', {}, html)),
  );
  const element = h('div', { class: 'choices' }, rows);
  return {
    element,
    given: () => {
      const given = inputs.filter(({ checked }) => checked).map(({ value }) => value);
      return given.length > 0 ? { given } : { missing: t('Choose an answer first.') };
    },
    lock: () => lockInputs(element),
  };
}
