import type { ExecRequest, ExecResult } from '#containers/contract/environment.ts';

/** Runs commands in one part of an environment, each to its end; a non-zero exit is a result. */
export type RunIn = (
  request: ExecRequest & { readonly outputBytes?: number },
  signal: AbortSignal,
) => Promise<ExecResult>;
