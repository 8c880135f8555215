import { z } from 'zod';
import { hint, type Hint } from '#site/protocol/api.ts';
import { parseJson } from '../http/parse-json.ts';
import { recall, remember } from '../ui/remembered.ts';

const memory = z.object({ attempt: z.string(), hints: z.record(z.string(), z.array(hint)) });

/** Hints that this browser has shown in this attempt: the server counts them and does not send them again. */
export function recallHints(attempt: string): Readonly<Record<string, readonly Hint[]>> {
  const parsed = memory.safeParse(parseJson(recall('hints')));
  return parsed.success && parsed.data.attempt === attempt ? parsed.data.hints : {};
}

export function rememberHints(attempt: string, hints: Readonly<Record<string, readonly Hint[]>>): void {
  remember('hints', JSON.stringify({ attempt, hints }));
}
