import type { Check } from '#checkers/define-check.ts';
import { connectionSpec } from './connection-spec.ts';
import { connectionWorks } from './connection-works.ts';
import { databaseAnswers } from './database-answers.ts';

export const checks: readonly Check[] = [databaseAnswers, connectionSpec, connectionWorks];
