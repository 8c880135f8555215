import type { Problem } from '#site/protocol/api.ts';
import { t } from './words.ts';

/** What the page shows when a request failed: a message and what to do, never a stack. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly hint: string;

  constructor(shown: Pick<Problem, 'status' | 'code' | 'detail' | 'hint'>, cause?: unknown) {
    super(shown.detail, cause === undefined ? undefined : { cause });
    this.status = shown.status;
    this.code = shown.code;
    this.hint = shown.hint;
  }
}

export function unreachable(cause: unknown): ApiProblem {
  return new ApiProblem(
    {
      status: 0,
      code: 'UNREACHABLE',
      detail: t('The lab server does not answer.'),
      hint: t('Look whether it is still running, and try again.'),
    },
    cause,
  );
}

export function notUnderstood(cause: unknown): ApiProblem {
  return new ApiProblem(
    {
      status: 0,
      code: 'NOT_UNDERSTOOD',
      detail: t('The server answered something this page does not understand.'),
      hint: t('Reload the page: it may be older than the server.'),
    },
    cause,
  );
}

/** Anything thrown, as something a learner can read. */
export function toProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : notUnderstood(error);
}
