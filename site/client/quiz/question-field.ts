import type { QuizView } from '#site/protocol/api.ts';

export type Question = QuizView['questions'][number];

/** What the learner fills in for one kind of question. */
export interface QuestionField {
  readonly element: HTMLElement;
  /** The answer in the form of the protocol; `undefined` while it is not complete, with what is missing. */
  given(): { readonly given: readonly string[] } | { readonly missing: string };
  /** No more answers: shows what was given and lets nothing change. */
  lock(): void;
}

export function lockInputs(element: HTMLElement): void {
  for (const input of element.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLButtonElement>(
    'input, select, button',
  )) {
    input.disabled = true;
  }
}
