import type { Check } from '#checkers/define-check.ts';
import { groupChecks } from '../world/group-checks.ts';

export const checks: readonly Check[] = groupChecks('request', { whose: 'that asked for the wrong thing' });
