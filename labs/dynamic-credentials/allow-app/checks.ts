import type { Check } from '#checkers/define-check.ts';
import { loginRole } from './login-role.ts';
import { policyNarrow } from './policy-narrow.ts';

export const checks: readonly Check[] = [loginRole, policyNarrow];
