import type { Progress } from '#site/protocol/api.ts';

type LabProgress = Progress['labs'][number];
type ExerciseProgress = LabProgress['exercises'][number];

/**
 * What to do next: mend what broke in a running lab, go on in it, go on with a lab that was begun, begin the next one,
 * answer what is open. `null`: everything but bonus exercises is done. Pure.
 */
export function nextStep(labs: readonly LabProgress[], quizzes: Progress['quizzes']): Progress['next'] {
  const running = labs.filter((lab) => lab.running);
  const begun = labs.filter(({ exercises }) => exercises.some(({ state }) => state !== 'notTried'));
  return (
    firstWhere(running, 'mend', ({ state }) => state === 'wasDone') ??
    firstWhere(running, 'goOn', isOpen) ??
    firstWhere(begun, 'goOn', isOpen) ??
    firstWhere(labs, 'begin', isOpen) ??
    firstQuiz(quizzes)
  );
}

function firstWhere(
  labs: readonly LabProgress[],
  why: 'begin' | 'goOn' | 'mend',
  wanted: (exercise: ExerciseProgress) => boolean,
): Progress['next'] {
  for (const lab of labs) {
    const exercise = lab.exercises.find(wanted);
    if (exercise !== undefined) return { kind: 'exercise', why, lab: lab.id, exercise: exercise.id };
  }
  return null;
}

function isOpen({ state, bonus }: ExerciseProgress): boolean {
  return !bonus && (state === 'notTried' || state === 'inWork');
}

function firstQuiz(quizzes: Progress['quizzes']): Progress['next'] {
  const open = quizzes.find(({ answered, of }) => answered < of);
  return open === undefined ? null : { kind: 'quiz', quiz: open.id };
}
