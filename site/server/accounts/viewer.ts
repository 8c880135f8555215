import type { Role } from '#site/protocol/accounts.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { Scope } from '../grader-api/messages.ts';
import type { Account } from '../state/account-rows.ts';

/** Who asks. */
export interface Viewer {
  /** Attempts and answers are kept under this. */
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  readonly role: Role;
  readonly hasPassword: boolean;
  /** Absent for the one local learner and for the operator's command line. */
  readonly session?: LiveSession;
  /** What a program identified itself by: it may do less than its owner. Absent where nobody used one. */
  readonly token?: HeldToken;
}

export interface HeldToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}

export interface LiveSession {
  readonly id: string;
  /** Aborted when the session is signed out or revoked: open streams and sockets end with it. */
  readonly gone: AbortSignal;
}

/** Without accounts everybody who reaches the server is this learner. */
export const localLearner: Viewer = {
  id: 'local',
  name: 'Local learner',
  email: undefined,
  role: 'learner',
  hasPassword: false,
};

/** Whoever can read the data folder, by the command line. */
export const operator: Viewer = {
  id: 'operator',
  name: 'Operator (command line)',
  email: undefined,
  role: 'admin',
  hasPassword: false,
};

/** Who the audit log names for what nobody did: the server itself ended something. */
export const itself: Viewer = {
  id: 'kindlab',
  name: 'Kindlab, by itself',
  email: undefined,
  role: 'learner',
  hasPassword: false,
};

/** Without a session: by a token of theirs. */
export function viewerOf(account: Account, session?: LiveSession): Viewer {
  return {
    id: account.id,
    name: account.name,
    email: account.email,
    role: account.role,
    hasPassword: account.passwordHash !== undefined,
    ...(session === undefined ? {} : { session }),
  };
}

export function isStaff({ role }: Viewer): boolean {
  return role !== 'learner';
}

/** Whether somebody may use the API for graders: staff, and whoever is alone on their own machine. */
export function mayGrade(viewer: Viewer): boolean {
  return isStaff(viewer) || viewer.id === localLearner.id;
}

/** 401: the page offers to sign in. */
export function signInFirst(): RequestFault {
  return new RequestFault(401, {
    code: 'NOT_ALLOWED',
    message: 'You are not signed in, or your session has ended.',
    hint: 'Sign in at /sign-in/, then do this again.',
  });
}

export function notYours(message: string, hint: string): RequestFault {
  return new RequestFault(403, { code: 'NOT_ALLOWED', message, hint });
}
