import type { Check } from '#checkers/define-check.ts';
import { roleMints } from './role-mints.ts';
import { roleSpec } from './role-spec.ts';

export const checks: readonly Check[] = [roleSpec, roleMints];
