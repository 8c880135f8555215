import type { Catalog, Exercise, Lab } from '#labs/lab.ts';
import type { Progress } from '#site/protocol/api.ts';
import { questionHistory } from '#site/quizzes/question-history.ts';
import type { Quiz } from '#site/quizzes/quiz-schema.ts';
import type { LearnerProgress } from '../state/exercise-progress-rows.ts';
import type { QuizAnswer } from '../state/quiz-answer-rows.ts';
import { nextStep } from './next-step.ts';

export interface Course {
  readonly catalog: Catalog;
  readonly quizzes: readonly Quiz[];
}

/** Everything that is stored of one learner's way through the course; rows oldest attempt first. */
export interface LearnerRecord {
  readonly exercises: readonly LearnerProgress[];
  readonly answers: readonly QuizAnswer[];
}

/** How far a learner is, over all attempts, and what to do next. Pure. */
export function courseProgress({ catalog, quizzes }: Course, record: LearnerRecord): Progress {
  const labs = catalog.labs.map((lab) => labProgress(lab, record.exercises));
  const answered = quizzes.map((quiz) => quizProgress(quiz, record.answers));
  return { labs, quizzes: answered, next: nextStep(labs, answered) };
}

function labProgress(lab: Lab, rows: readonly LearnerProgress[]): Progress['labs'][number] {
  const mine = rows.filter((row) => row.lab === lab.id);
  return {
    id: lab.id,
    running: mine.some(({ running }) => running),
    exercises: lab.exercises.map((exercise) => exerciseProgress(exercise, mine)),
  };
}

/**
 * Done once is done for good. That it no longer holds is for a running attempt to say: when the environment is gone,
 * nothing in it can be broken.
 */
function exerciseProgress(
  { id, checks, bonus }: Exercise,
  rows: readonly LearnerProgress[],
): Progress['labs'][number]['exercises'][number] {
  const mine = rows.filter(({ exercise }) => exercise === id);
  const everDone = mine.some(({ firstPassedAt }) => firstPassedAt !== undefined);
  const broken = mine.some(({ running, state }) => running && state === 'wasDone');
  const begun = mine.some(({ state }) => state !== 'notTried') ? 'inWork' : 'notTried';
  return {
    id,
    bonus,
    state: everDone ? (broken ? 'wasDone' : 'done') : begun,
    points: Math.max(0, ...mine.map(({ points }) => points)),
    of: checks.reduce((sum, { points }) => sum + points, 0),
  };
}

function quizProgress(quiz: Quiz, answers: readonly QuizAnswer[]): Progress['quizzes'][number] {
  const mine = answers.filter((answer) => answer.quiz === quiz.id);
  const histories = quiz.questions.map((question) => questionHistory(quiz, question, mine));
  return {
    id: quiz.id,
    title: quiz.title,
    answered: histories.filter(({ last }) => last !== undefined).length,
    correct: histories.filter(({ solved }) => solved).length,
    of: quiz.questions.length,
  };
}
