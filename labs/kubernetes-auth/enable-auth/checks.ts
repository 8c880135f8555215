import type { Check } from '#checkers/define-check.ts';
import { authAnswers } from './auth-answers.ts';
import { authConfig } from './auth-config.ts';
import { authMounted } from './auth-mounted.ts';
import { reviewerMay } from './reviewer-may.ts';

export const checks: readonly Check[] = [authMounted, reviewerMay, authConfig, authAnswers];
