import type { Check } from '#checkers/define-check.ts';
import { groupChecks } from '../world/group-checks.ts';
import { healthyUntouched } from './healthy-untouched.ts';
import { legacyKept } from './legacy-kept.ts';
import { nothingWide } from './nothing-wide.ts';

export const checks: readonly Check[] = [
  healthyUntouched,
  nothingWide,
  legacyKept,
  ...groupChecks('access', { whose: 'that couldn’t get at Vault' }),
];
