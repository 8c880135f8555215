import {
  gradeSubmission,
  prepareStage,
  usualLimits,
  type GradeLimits,
} from '#labs/grading/grade-submission.ts';
import { platformOf } from './platform.ts';
import type { GradedSubmission, GradeRequest, SubmissionGrader } from './submission-grader.ts';

/** Runs submissions in real environments, as `kindlab grade` does. */
export class ClusterSubmissionGrader implements SubmissionGrader {
  readonly platformOf = platformOf;
  readonly #limits: GradeLimits;

  constructor(limits: GradeLimits = usualLimits) {
    this.#limits = limits;
  }

  async grade({ lab, files, environment, signal }: GradeRequest): Promise<GradedSubmission> {
    const stage = await prepareStage(lab, environment, signal);
    const verdict = await gradeSubmission(lab, files, stage, { limits: this.#limits, signal });
    return { verdict, transcript: await stage.transcript(signal) };
  }
}
