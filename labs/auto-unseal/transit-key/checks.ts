import type { Check } from '#checkers/define-check.ts';
import { sealToken } from './seal-token.ts';
import { transitKey } from './transit-key.ts';

export const checks: readonly Check[] = [transitKey, sealToken];
