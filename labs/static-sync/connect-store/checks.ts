import type { Check } from '#checkers/define-check.ts';
import { storeReads } from './store-reads.ts';
import { storeSpec } from './store-spec.ts';
import { storeValid } from './store-valid.ts';
import { tokenSecret } from './token-secret.ts';

export const checks: readonly Check[] = [tokenSecret, storeSpec, storeValid, storeReads];
