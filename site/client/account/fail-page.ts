import { toProblem } from '../http/problem.ts';
import { problemNote } from '../lab/problem-note.ts';
import { signInHref } from './session.ts';

/** A page of somebody who has to be signed in could not get what it shows: leads to the sign-in, or says what is wrong. */
export function failPage(page: Element, error: unknown): void {
  const problem = toProblem(error);
  if (problem.status === 401) {
    location.replace(signInHref());
    return;
  }
  const note = problemNote(problem);
  page.replaceChildren(...(note instanceof Node ? [note] : []));
}
