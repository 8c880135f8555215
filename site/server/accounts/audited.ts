import type { Context, Handler } from 'hono';
import { Fault } from '#containers/contract/fault.ts';
import type { RequestScope } from '../http/app.ts';
import { addressOf } from '../http/client-of.ts';
import type { AuditLog, Deed } from './audit-log.ts';
import { signInFirst, type Viewer } from './viewer.ts';

/** One call that staff make, in hand. */
export interface StaffCall {
  readonly c: Context<RequestScope>;
  readonly viewer: Viewer;
  /** Adds to what the audit log says of it. */
  readonly note: (more: Omit<Deed, 'action'>) => void;
  /** A part of the address; empty when there is none of that name. */
  readonly param: (name: string) => string;
}

export interface StaffCallPlan {
  /** What the audit log calls it, such as `cohort.delete`. */
  readonly action: string;
  /** Throws a RequestFault 403 when the viewer may not. */
  readonly may: (call: StaffCall) => void | Promise<void>;
  readonly run: (call: StaffCall) => Promise<Response>;
}

export type Audited = (plan: StaffCallPlan) => Handler<RequestScope>;

/** Makes handlers of staff calls: whatever such a call does or is refused, the audit log has it. */
export function auditedBy(audit: AuditLog): Audited {
  return ({ action, may, run }) =>
    async (c) => {
      const viewer = c.get('viewer');
      if (viewer === undefined) throw signInFirst();
      const doer = { viewer, address: addressOf(c) };
      let deed: Deed = { action };
      const call: StaffCall = {
        c,
        viewer,
        note: ({ details, ...rest }) => {
          deed = { ...deed, ...rest, details: { ...deed.details, ...details } };
        },
        param: (name) => c.req.param(name) ?? '',
      };
      try {
        await may(call);
        const response = await run(call);
        await audit.done(doer, deed);
        return response;
      } catch (error) {
        const why = error instanceof Fault ? error.message : 'unexpected error';
        await audit.refused(doer, { ...deed, details: { ...deed.details, why } });
        throw error;
      }
    };
}
