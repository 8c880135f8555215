import { Fault, type FaultCode } from '#containers/contract/fault.ts';
import type { Problem } from '#site/protocol/api.ts';

/** A Fault of the request itself, with the HTTP status that says so best. */
export class RequestFault extends Fault {
  readonly status: number;
  /** When to come back, for programs. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    init: { code: FaultCode; message: string; hint: string; retryAfterSeconds?: number },
  ) {
    super({ ...init, audience: 'learner' });
    this.status = status;
    this.retryAfterSeconds = init.retryAfterSeconds;
  }
}

const statuses: Partial<Record<FaultCode, number>> = {
  BUNDLE_BUSY: 503,
  BUNDLE_NOT_READY: 409,
  DISK_TOO_SMALL: 507,
  ENVIRONMENT_BROKEN: 409,
  ENVIRONMENT_FULL: 409,
  ENVIRONMENT_MISSING: 410,
  ENVIRONMENT_PARKED: 409,
  FILE_CHANGED: 412,
  FILE_EXISTS: 409,
  FILE_TOO_LARGE: 413,
  LEASE_ENDED: 410,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  PROBE_FAILED: 502,
  PROTOCOL: 400,
  QUOTA: 429,
  TIMEOUT: 504,
};

/** The one place where Faults become HTTP: `application/problem+json`, never a stack trace. */
export function faultToResponse(fault: Fault): Response {
  const body = faultToProblem(fault);
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  if (fault instanceof RequestFault && fault.retryAfterSeconds !== undefined)
    headers.set('retry-after', String(fault.retryAfterSeconds));
  return new Response(JSON.stringify(body), { status: body.status, headers });
}

export function faultToProblem(fault: Fault): Problem {
  const status = fault instanceof RequestFault ? fault.status : (statuses[fault.code] ?? 500);
  return {
    type: `urn:kindlab:fault:${fault.code.toLowerCase().replaceAll('_', '-')}`,
    title: titleOf(status),
    status,
    code: fault.code,
    detail: fault.message,
    hint: fault.hint,
  };
}

function titleOf(status: number): string {
  if (status >= 500) return 'The server could not do this';
  return status === 404 ? 'Not found' : 'This can not be done now';
}
