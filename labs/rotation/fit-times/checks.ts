import type { Check } from '#checkers/define-check.ts';
import { interval } from './interval.ts';
import { pairWorks } from './pair-works.ts';
import { tokenOutlives } from './token-outlives.ts';

export const checks: readonly Check[] = [tokenOutlives, interval, pairWorks];
