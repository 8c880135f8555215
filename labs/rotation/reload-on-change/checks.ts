import type { Check } from '#checkers/define-check.ts';
import { asksForReload } from './asks-for-reload.ts';
import { marked } from './marked.ts';
import { reloaderMay } from './reloader-may.ts';
import { reloaderReady } from './reloader-ready.ts';
import { reloaderThere } from './reloader-there.ts';
import { rotation } from './rotation.ts';

export const checks: readonly Check[] = [
  reloaderThere,
  reloaderMay,
  reloaderReady,
  asksForReload,
  marked,
  rotation,
];
