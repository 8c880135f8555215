import type { Check } from '#checkers/define-check.ts';
import { controllerRuns } from './controller-runs.ts';
import { kindsServed } from './kinds-served.ts';
import { webhookAnswers } from './webhook-answers.ts';

export const checks: readonly Check[] = [kindsServed, controllerRuns, webhookAnswers];
