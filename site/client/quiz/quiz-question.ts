import { answerResult, type AnswerResult } from '#site/protocol/api.ts';
import { toProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { fromServerHtml, h, type Child } from '../ui/h.ts';
import { icon } from '../ui/icons.ts';
import { choiceField } from './choice-field.ts';
import { faultField } from './fault-field.ts';
import { fillField } from './fill-field.ts';
import { matchField } from './match-field.ts';
import { orderField } from './order-field.ts';
import type { Question, QuestionField } from './question-field.ts';
import { plural, t } from './words.ts';

const fields = {
  single: choiceField,
  multiple: choiceField,
  order: orderField,
  match: matchField,
  fill: fillField,
  fault: faultField,
} satisfies Record<Question['kind'], (question: Question, before: readonly string[]) => QuestionField>;

const instructions: Readonly<Record<Question['kind'], string>> = {
  single: t('Choose one.'),
  multiple: t('Choose all that are right.'),
  order: t('Put in order: drag, or use the buttons.'),
  match: t('Choose one for each line.'),
  fill: t('Write it.'),
  fault: t('Pick the line that is wrong.'),
};

function isOver(result: AnswerResult | undefined): boolean {
  return result !== undefined && (result.correct || result.solution !== undefined);
}

function tries(left: number | null): string {
  if (left === null) return '';
  return plural(left, { one: 'One try left.', other: '{{count}} tries left.' });
}

/** One question: its field, its button, and what the server said about the answer. */
export class QuizQuestion {
  readonly element: HTMLElement;
  readonly #quiz: string;
  readonly #question: Question;
  readonly #field: QuestionField;
  readonly #result = h('div', { class: 'quiz-result', role: 'status' });
  readonly #button = h('button', { type: 'submit', class: 'kl-button primary' }, t('Check answer'));
  readonly #tries = h('span', { class: 'quiz-tries' });
  #busy = false;

  constructor(quiz: string, question: Question, number: number) {
    this.#quiz = quiz;
    this.#question = question;
    const last = answerResult.safeParse(question.last).data;
    this.#field = fields[question.kind](question, last?.given ?? []);
    const foot = h('div', { class: 'quiz-foot' }, this.#button, this.#tries);
    const legend = h(
      'legend',
      {},
      h('span', { class: 'quiz-number' }, `${number}.`),
      ' ',
      fromServerHtml('span', {}, question.promptHtml),
    );
    this.element = h(
      'form',
      { class: 'quiz-question', novalidate: true },
      h(
        'fieldset',
        {},
        legend,
        h('p', { class: 'quiz-how' }, instructions[question.kind]),
        this.#field.element,
      ),
      foot,
      this.#result,
    );
    this.#tries.textContent = tries(question.triesLeft);
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit();
    });
    if (last !== undefined) this.#show(last);
  }

  async #submit(): Promise<void> {
    if (this.#busy) return;
    const filled = this.#field.given();
    if ('missing' in filled) {
      this.#say('quiz-missing', filled.missing);
      return;
    }
    this.#busy = true;
    this.#button.classList.add('busy');
    try {
      const body = { question: this.#question.id, given: filled.given };
      const signal = AbortSignal.timeout(30_000);
      this.#show(
        await request({
          method: 'POST',
          path: `/api/quizzes/${this.#quiz}/answers`,
          body,
          schema: answerResult,
          signal,
        }),
      );
    } catch (error) {
      const { message, hint } = toProblem(error);
      this.#say('quiz-problem', `${message} ${hint}`);
    }
    this.#busy = false;
    this.#button.classList.remove('busy');
  }

  #say(look: string, ...content: Child[]): void {
    this.#result.replaceChildren(h('div', { class: look }, content));
  }

  #show(result: AnswerResult): void {
    const explanations = result.explanations.map(({ option, correct, html }) =>
      h(
        'li',
        { class: correct ? 'right' : 'wrong' },
        icon(correct ? 'pass' : 'fail', 16),
        h(
          'span',
          {},
          h('span', { class: 'kl-sr' }, correct ? `${t('Right:')} ` : `${t('Not right:')} `),
          this.#nameOf(option),
          ' ',
          fromServerHtml('span', {}, html),
        ),
      ),
    );
    const verdict = result.correct
      ? t('Right.')
      : isOver(result)
        ? t('Not right. Here is how it is.')
        : t('Not right yet.');
    this.#say(
      result.correct ? 'quiz-right' : 'quiz-wrong',
      h('p', { class: 'quiz-verdict' }, icon(result.correct ? 'pass' : 'fail'), verdict),
      explanations.length > 0 && h('ul', { class: 'quiz-why' }, explanations),
    );
    this.#tries.textContent = isOver(result) ? '' : tries(result.triesLeft);
    if (!isOver(result)) return;
    this.#mark(result.solution ?? (result.correct ? result.given : []));
    const hadFocus = this.element.contains(document.activeElement);
    this.#field.lock();
    this.#button.hidden = true;
    if (hadFocus) this.#focusResult();
  }

  /** The button that had the focus is gone; the verdict takes it, so that the keyboard stays where the reader is. */
  #focusResult(): void {
    this.#result.tabIndex = -1;
    this.#result.focus();
  }

  #mark(solution: readonly string[]): void {
    for (const row of this.#field.element.querySelectorAll('[data-option]')) {
      row.classList.toggle('is-solution', solution.includes(row.getAttribute('data-option') ?? ''));
    }
  }

  /** What an explanation is about, in the words of the question. */
  #nameOf(option: string): Child {
    const found = this.#question.options.find(({ id }) => id === option);
    if (found !== undefined) return [fromServerHtml('span', { class: 'quiz-about' }, found.html), ':'];
    if (this.#question.kind === 'fault')
      return h('span', { class: 'quiz-about' }, t('Line {{option}}:', { option }));
    const pair = this.#question.options.find(({ id }) => option.startsWith(`${id}=`));
    return pair === undefined ? undefined : [fromServerHtml('span', { class: 'quiz-about' }, pair.html), ':'];
  }
}
