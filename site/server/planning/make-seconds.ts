import type { Lab } from '#labs/lab.ts';

const usualMakeSeconds = 60;

/** What an environment of this lab takes to make, as its author promises. */
export function makeSeconds(lab: Lab | undefined): number {
  return lab?.budget?.startSeconds ?? usualMakeSeconds;
}
