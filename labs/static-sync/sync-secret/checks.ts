import type { Check } from '#checkers/define-check.ts';
import { externalSecretSpec } from './external-secret-spec.ts';
import { externalSecretSynced } from './external-secret-synced.ts';
import { nonceArrives } from './nonce-arrives.ts';
import { secretKeys } from './secret-keys.ts';
import { secretOwned } from './secret-owned.ts';
import { valuesMatch } from './values-match.ts';
import { wholeEntry } from './whole-entry.ts';

export const checks: readonly Check[] = [
  externalSecretSpec,
  wholeEntry,
  externalSecretSynced,
  secretKeys,
  valuesMatch,
  secretOwned,
  nonceArrives,
];
