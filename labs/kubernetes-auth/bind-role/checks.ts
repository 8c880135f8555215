import type { Check } from '#checkers/define-check.ts';
import { accountExists } from './account-exists.ts';
import { othersStayOut } from './others-stay-out.ts';
import { policyReads } from './policy-reads.ts';
import { readsJustThat } from './reads-just-that.ts';
import { roleBound } from './role-bound.ts';
import { roleToken } from './role-token.ts';

export const checks: readonly Check[] = [
  accountExists,
  policyReads,
  roleBound,
  roleToken,
  readsJustThat,
  othersStayOut,
];
