/** Child of kill.test.ts: writes rows for ever and says each one that was acknowledged. */
import { openDatabase } from '#site/server/state/open-database.ts';
import { appendQuizAnswer } from '#site/server/state/quiz-answer-rows.ts';

const db = await openDatabase({ dataDir: process.argv[2] ?? '' });
const first = Number(process.argv[3]);
for (let index = first; ; index += 1) {
  const question = String(index);
  await appendQuizAnswer(db, 'local', {
    quiz: 'q',
    question,
    given: ['x'.repeat(500)],
    correct: true,
    at: new Date(),
  });
  process.stdout.write(`${index}\n`);
}
