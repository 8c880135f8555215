import type { Check } from '#checkers/define-check.ts';
import { certificateRenews } from './certificate-renews.ts';
import { certificateRequest } from './certificate-request.ts';
import { tlsSecret } from './tls-secret.ts';

export const checks: readonly Check[] = [certificateRequest, tlsSecret, certificateRenews];
