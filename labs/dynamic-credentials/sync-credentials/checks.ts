import type { Check } from '#checkers/define-check.ts';
import { generatorSpec } from './generator-spec.ts';
import { nextLogin } from './next-login.ts';
import { pairWorks } from './pair-works.ts';
import { requestSpec } from './request-spec.ts';
import { synced } from './synced.ts';

export const checks: readonly Check[] = [generatorSpec, requestSpec, synced, pairWorks, nextLogin];
