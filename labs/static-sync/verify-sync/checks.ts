import type { Check } from '#checkers/define-check.ts';
import { survivesDelete } from './survives-delete.ts';
import { tamperHeals } from './tamper-heals.ts';

export const checks: readonly Check[] = [survivesDelete, tamperHeals];
