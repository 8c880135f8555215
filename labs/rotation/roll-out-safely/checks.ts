import type { Check } from '#checkers/define-check.ts';
import { orderlyEnd } from './orderly-end.ts';
import { readiness } from './readiness.ts';
import { serving } from './serving.ts';
import { strategy } from './strategy.ts';

export const checks: readonly Check[] = [strategy, readiness, orderlyEnd, serving];
