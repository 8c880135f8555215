/** Who can act on a fault: the learner in the page, the author of a lab, or whoever runs the server. */
export type FaultAudience = 'learner' | 'author' | 'operator';

/** Every fault code there is. Codes are permanent: clients and documents refer to them. */
export const faultCodes = [
  'AUTHORING_INVALID',
  'BUNDLE_BUSY',
  'BUNDLE_CORRUPT',
  'BUNDLE_DOWNLOAD',
  'BUNDLE_NOT_READY',
  'BUNDLE_STEP',
  'CONFIG_INVALID',
  'DATA_IN_USE',
  'DISK_TOO_SMALL',
  'ENGINE_DENIED',
  'ENGINE_INSTALL',
  'ENGINE_MISSING',
  'ENGINE_UNREACHABLE',
  'ENVIRONMENT_BROKEN',
  'ENVIRONMENT_CREATE',
  'ENVIRONMENT_FULL',
  'ENVIRONMENT_MISSING',
  'ENVIRONMENT_PARKED',
  'FILE_CHANGED',
  'FILE_EXISTS',
  'FILE_TOO_LARGE',
  'INTERNAL',
  'LEASE_ENDED',
  'MEMORY_TOO_SMALL',
  'NOT_ALLOWED',
  'NOT_FOUND',
  'PORT_TAKEN',
  'PROBE_FAILED',
  'PROTOCOL',
  'QUOTA',
  'REGISTRY_UNREACHABLE',
  'TIMEOUT',
  'COMMAND_FAILED',
] as const;

export type FaultCode = (typeof faultCodes)[number];

export interface FaultInit {
  readonly code: FaultCode;
  readonly audience?: FaultAudience;
  /** What happened and why, in one or two sentences; never a secret's value. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  readonly cause?: unknown;
}

/**
 * A failure that somebody can act on. A learner's wrong answer is never a Fault: it is a verdict.
 * Only `site/server/fault-to-response.ts` turns Faults into HTTP.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly audience: FaultAudience;
  readonly hint: string;

  constructor(init: FaultInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.audience = init.audience ?? 'operator';
    this.hint = init.hint;
  }
}
