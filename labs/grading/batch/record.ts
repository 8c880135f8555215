import { z } from 'zod';
import { verdict } from '../verdict.ts';

/** The result of one submission: one line of `results.jsonl`. */
export const gradeRecord = z.object({
  format: z.literal(1),
  /** Of what was graded, and by what: the same key is the same work. */
  key: z.string(),
  name: z.string(),
  address: z.string(),
  /** SHA-256 over the files of the submission. */
  sha256: z.string(),
  lab: z.string(),
  /** SHA-256 over the lab and the checkers. */
  labHash: z.string(),
  verdict,
  /** How often it was tried; more than once only where something of ours broke. */
  tries: z.number(),
  /** ISO times */
  startedAt: z.string(),
  endedAt: z.string(),
});

export type GradeRecord = z.infer<typeof gradeRecord>;

/** In one line, for a terminal. */
export function verdictLine({ name, verdict: found, startedAt, endedAt }: GradeRecord): string {
  const seconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  if (found.kind === 'rejected') return `${name}: rejected (${found.code}): ${found.why}`;
  if (found.kind === 'broken') return `${name}: broken, our fault: ${found.why}`;
  const bonus = found.bonus > 0 ? ` and ${found.bonus} bonus` : '';
  return `${name}: ${found.points} of ${found.of} points${bonus} in ${seconds} s`;
}
