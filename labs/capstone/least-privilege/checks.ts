import type { Check } from '#checkers/define-check.ts';
import { loginRole } from './login-role.ts';
import { policyIsNarrow } from './policy-is-narrow.ts';
import { storeValid } from './store-valid.ts';

export const checks: readonly Check[] = [loginRole, storeValid, policyIsNarrow];
