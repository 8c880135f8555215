/** Why a submission is not graded; the codes are permanent, for programs that read results. */
export type RejectionCode =
  | 'archive-invalid'
  | 'empty'
  | 'git'
  | 'not-found'
  | 'special-file'
  | 'too-large'
  | 'unknown-kind'
  | 'unsafe-path';

/** Thrown while a submission is read, and turned into a verdict for that submission alone by `readSubmission`. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
  readonly code: RejectionCode;

  constructor(code: RejectionCode, why: string, cause?: unknown) {
    super(why, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
