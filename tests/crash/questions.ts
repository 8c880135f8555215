import { z } from 'zod';
import { quizView, type QuizView } from '#site/protocol/api.ts';
import type { Reachable } from '#tests/server/start-test-server.ts';

export interface Question {
  readonly quiz: string;
  readonly question: string;
  /** An answer that has the form the question asks for, right or wrong: any other would be refused and not be stored. */
  readonly given: readonly string[];
}

const courseProgress = z.object({ quizzes: z.array(z.object({ id: z.string() })) });

/** Every question of the course. */
export async function allQuestions(by: Pick<Reachable, 'call'>): Promise<readonly Question[]> {
  const { quizzes } = courseProgress.parse(await (await by.call('GET', '/api/progress')).json());
  const found: Question[] = [];
  for (const { id: quiz } of quizzes) {
    const view = quizView.parse(await (await by.call('GET', `/api/quizzes/${quiz}`)).json());
    found.push(...view.questions.map((each) => ({ quiz, question: each.id, given: answerTo(each) })));
  }
  return found;
}

function answerTo({ kind, options, targets = [] }: QuizView['questions'][number]): readonly string[] {
  const ids = options.map(({ id }) => id);
  switch (kind) {
    case 'single':
    case 'multiple':
      return ids.slice(0, 1);
    case 'order':
      return ids;
    case 'match':
      return ids.map((id) => `${id}=${targets[0]?.id ?? ''}`);
    case 'fill':
      return ['x'];
    case 'fault':
      return ['1'];
  }
}
