import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import type { Environment } from '#containers/contract/environment.ts';
import type { Transcript } from '#labs/grading/evidence/observe.ts';
import type { Platform } from '#labs/grading/evidence/statement.ts';
import type { SubmissionFile } from '#labs/grading/submissions/file-set.ts';
import type { Verdict } from '#labs/grading/verdict.ts';
import type { Lab } from '#labs/lab.ts';

export interface GradeRequest {
  readonly lab: Lab;
  readonly files: readonly SubmissionFile[];
  /** Fresh, and gone afterwards. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

export interface GradedSubmission {
  readonly verdict: Verdict;
  /** What was seen and written on the way, as hashes. */
  readonly transcript: Transcript;
}

/** How the server grades submissions. The real one runs them; work on the site uses a scripted one. */
export interface SubmissionGrader {
  grade(request: GradeRequest): Promise<GradedSubmission>;
  /** What the environments are made from, for evidence. */
  platformOf(bundle: RuntimeBundle): Promise<Platform>;
}
