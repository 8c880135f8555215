import type { Check } from '#checkers/define-check.ts';
import { nonceByLogin } from './nonce-by-login.ts';
import { stillSynced } from './still-synced.ts';
import { storeLogsIn } from './store-logs-in.ts';
import { storeValid } from './store-valid.ts';

export const checks: readonly Check[] = [storeLogsIn, storeValid, stillSynced, nonceByLogin];
