import { quizView } from '#site/protocol/api.ts';
import { toProblem } from '../http/problem.ts';
import { request } from '../http/request.ts';
import { h } from '../ui/h.ts';
import { QuizQuestion } from './quiz-question.ts';
import { plural, t } from './words.ts';

/** `<kl-quiz quiz="…">`: asks the questions; the server marks them. */
class QuizElement extends HTMLElement {
  readonly #life = new AbortController();

  connectedCallback(): void {
    void this.#load();
  }

  disconnectedCallback(): void {
    this.#life.abort();
  }

  async #load(): Promise<void> {
    const id = this.getAttribute('quiz') ?? '';
    try {
      const quiz = await request({ path: `/api/quizzes/${id}`, schema: quizView, signal: this.#life.signal });
      const questions = quiz.questions.map(
        (question, index) => new QuizQuestion(quiz.id, question, index + 1),
      );
      const count = plural(questions.length, { one: '{{count}} question', other: '{{count}} questions' });
      const head = h('header', { class: 'quiz-head' }, h('h2', {}, quiz.title), h('p', {}, count));
      this.replaceChildren(head, ...questions.map(({ element }) => element));
    } catch (error) {
      if (!this.#life.signal.aborted) this.#silent(toProblem(error));
    }
  }

  #silent({ message, hint }: { message: string; hint: string }): void {
    const again = h('button', { type: 'button', class: 'kl-button' }, t('Try again'));
    again.addEventListener('click', () => void this.#load());
    this.replaceChildren(
      h(
        'p',
        { class: 'quiz-silent', role: 'status' },
        t('The quiz could not be fetched.'),
        ` ${message} ${hint}`,
      ),
      again,
    );
  }
}

customElements.define('kl-quiz', QuizElement);
