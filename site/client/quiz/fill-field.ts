import { h } from '../ui/h.ts';
import { lockInputs, type Question, type QuestionField } from './question-field.ts';
import { t } from './words.ts';

/** A word or a line to be written. */
export function fillField(_question: Question, before: readonly string[]): QuestionField {
  const input = h('input', {
    type: 'text',
    value: before[0] ?? '',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    maxlength: 500,
  });
  const element = h('label', { class: 'fill' }, h('span', {}, t('Your answer')), input);
  return {
    element,
    given: () =>
      input.value.trim() === '' ? { missing: t('Write an answer first.') } : { given: [input.value.trim()] },
    lock: () => lockInputs(element),
  };
}
