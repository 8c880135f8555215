import type { Catalog } from '#labs/lab.ts';
import type { CertificateStatus, CertificateView } from '#site/protocol/certificates.ts';
import type { Progress } from '#site/protocol/api.ts';
import type { LearnerProgress } from '../state/exercise-progress-rows.ts';

export interface CourseProof {
  /** Empty: the course is done. */
  readonly open: CertificateStatus['open'];
  /** What a certificate says of each lab. */
  readonly labs: CertificateView['labs'];
}

/**
 * What a learner has proven of the course, over all attempts. Proven once counts, whatever became of that environment;
 * bonus exercises add points and are never missing. Pure.
 */
export function courseProof(
  { labs }: Catalog,
  progress: Progress,
  rows: readonly LearnerProgress[],
): CourseProof {
  const parts = labs.map((lab) => {
    const exercises = progress.labs.find(({ id }) => id === lab.id)?.exercises ?? [];
    const proven = exercises.filter(({ state }) => state === 'done' || state === 'wasDone');
    const needed = lab.exercises.filter(({ bonus }) => !bonus);
    return {
      lab,
      missing: needed.filter(({ id }) => proven.every((each) => each.id !== id)).length,
      proven: proven.length,
      withSolution: proven.filter(({ id }) => !provenAlone(rows, lab.id, id)).length,
      points: proven.reduce((sum, { points }) => sum + points, 0),
      of: exercises.reduce((sum, { of }) => sum + of, 0),
    };
  });
  return {
    open: parts
      .filter(({ missing }) => missing > 0)
      .map(({ lab, missing }) => ({ lab: lab.id, title: lab.title, exercises: missing })),
    labs: parts.map(({ lab, proven, withSolution, points, of }) => ({
      id: lab.id,
      title: lab.title,
      exercises: proven,
      withSolution,
      points,
      of,
    })),
  };
}

/** In one attempt at least the solution stayed closed. */
function provenAlone(rows: readonly LearnerProgress[], lab: string, exercise: string): boolean {
  return rows.some(
    (row) =>
      row.lab === lab && row.exercise === exercise && row.firstPassedAt !== undefined && !row.solutionShown,
  );
}
