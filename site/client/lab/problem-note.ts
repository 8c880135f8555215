import type { ApiProblem } from '../http/problem.ts';
import { h, type Child } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { richText } from '../ui/rich-text.ts';

/** A failed request in the page: what happened, what to do, and the code to quote. */
export function problemNote(problem: Pick<ApiProblem, 'message' | 'hint' | 'code'> | undefined): Child {
  if (problem === undefined) return undefined;
  return h(
    'div',
    { class: 'problem', role: 'alert' },
    icon('ours'),
    h(
      'p',
      {},
      h('strong', {}, richText(problem.message)),
      ' ',
      richText(problem.hint),
      ' ',
      h('span', { class: 'code' }, problem.code),
    ),
  );
}
