import { z } from 'zod';
import { parseJson } from '../http/parse-json.ts';
import { recall, remember } from '../ui/remembered.ts';

export const mostTabs = 6;
const names = z.object({
  attempt: z.string(),
  tabs: z
    .array(z.string().regex(/^[a-z0-9-]{1,32}$/))
    .min(1)
    .max(mostTabs),
});

/** The tabs this browser had open in this attempt; at first one. */
export function recallTabs(attempt: string): readonly string[] {
  const parsed = names.safeParse(parseJson(recall('tabs')));
  return parsed.success && parsed.data.attempt === attempt ? parsed.data.tabs : ['shell-1'];
}

export function rememberTabs(attempt: string, tabs: readonly string[]): void {
  remember('tabs', JSON.stringify({ attempt, tabs }));
}

/** The lowest free name. */
export function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    if (!taken.includes(`shell-${number}`)) return `shell-${number}`;
  }
}

export function titleOf(name: string): string {
  return name.replace(/^shell-/, 'Shell ');
}
