import type { Check } from '#checkers/define-check.ts';
import { pushRequest } from './push-request.ts';
import { pushedOnce } from './pushed-once.ts';
import { passwordPushed } from './password-pushed.ts';

export const checks: readonly Check[] = [pushRequest, passwordPushed, pushedOnce];
