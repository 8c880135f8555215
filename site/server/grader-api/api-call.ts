import { Hono } from 'hono';
import type { Context, Handler } from 'hono';
import type { z } from 'zod';
import type { Audited, StaffCall } from '../accounts/audited.ts';
import type { RateLimit } from '../accounts/rate-limits.ts';
import { mayGrade, notYours, signInFirst, type Viewer } from '../accounts/viewer.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import type { Scope } from './messages.ts';

/** What one call answers with, by status. */
export interface Answer {
  readonly description: string;
  /** JSON, unless `type` says otherwise. */
  readonly schema?: z.ZodType;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call as the OpenAPI document shows it. */
export interface CallPlan {
  /** Its `operationId`. */
  readonly id: string;
  readonly method: 'delete' | 'get' | 'post';
  /** As in OpenAPI: `/api/v1/jobs/{id}`. */
  readonly path: `/api/v1/${string}`;
  readonly summary: string;
  /** What a token needs; `person`: no token will do; `anybody`: needs nobody. */
  readonly needs: Scope | 'anybody' | 'person';
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Types of a body that is no JSON. */
  readonly upload?: readonly string[];
  readonly answers: Readonly<Record<number, Answer>>;
  /** Statuses of the problems that are this call's own. */
  readonly problems?: readonly number[];
  /** What the audit log calls it; absent: only who changes something is worth a line. */
  readonly audit?: string;
}

/** A request that was let in, with everything it brought checked. */
export interface CallInHand<Query, Body> {
  readonly c: Context<RequestScope>;
  readonly viewer: Viewer;
  readonly query: Query;
  readonly body: Body;
  /** A part of the address. */
  readonly param: (name: string) => string;
  /** For the audit log; lost where a call has no name in it. */
  readonly note: StaffCall['note'];
}

export interface ApiCall {
  readonly plan: CallPlan;
  readonly answer: (call: StaffCall) => Promise<Response>;
}

const apiHint = 'See /api/v1/openapi.json for what this call takes.';

/** A call and what it does, the types of its query and body taken from the plan. */
export function apiCall<
  const Plan extends CallPlan,
  Query = Plan extends { query: infer Q extends z.ZodType } ? z.output<Q> : undefined,
  Body = Plan extends { body: infer B extends z.ZodType } ? z.output<B> : undefined,
>(plan: Plan, run: (call: CallInHand<Query, Body>) => Promise<Response>): ApiCall {
  return {
    plan,
    answer: async ({ c, viewer, note, param }) => {
      const query = plan.query === undefined ? undefined : parseQuery(c, plan.query);
      const body = plan.body === undefined ? undefined : await readJson(c, plan.body, apiHint);
      return run({ c, viewer, note, param, query: query as Query, body: body as Body });
    },
  };
}

export interface ApiRoutesOptions {
  readonly calls: readonly ApiCall[];
  readonly audited: Audited;
  readonly limit: RateLimit;
}

/** Serves calls: who may not is refused before anything of the request is read. */
export function apiRoutes({ calls, audited, limit }: ApiRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  for (const { plan, answer } of calls) {
    const may = ({ viewer }: StaffCall): void => refuse(viewer, plan.needs);
    const run = async (call: StaffCall): Promise<Response> => {
      await limit.take(call.viewer.id);
      return answer(call);
    };
    const handler =
      plan.audit === undefined ? plain({ may, run }) : audited({ action: plan.audit, may, run });
    app.on(plan.method.toUpperCase(), plan.path.replaceAll(/\{(\w+)\}/g, ':$1'), handler);
  }
  return app;
}

interface Steps {
  readonly may: (call: StaffCall) => void;
  readonly run: (call: StaffCall) => Promise<Response>;
}

function plain({ may, run }: Steps): Handler<RequestScope> {
  return async (c) => {
    const viewer = c.get('viewer');
    if (viewer === undefined) throw signInFirst();
    const call = { c, viewer, note: () => undefined, param: (name: string) => c.req.param(name) ?? '' };
    may(call);
    return run(call);
  };
}

function refuse(viewer: Viewer, needs: CallPlan['needs']): void {
  if (needs === 'anybody') return;
  if (!mayGrade(viewer))
    throw notYours('Only graders may use this API.', 'Ask an administrator of this server for that role.');
  if (viewer.token === undefined) return;
  if (needs === 'person')
    throw notYours(
      'A token can not do this.',
      'Sign in, or use `kindlab token` on the machine of the server.',
    );
  if (!viewer.token.scopes.has(needs))
    throw notYours(`This token lacks the scope \`${needs}\`.`, 'Make one that has it.');
}

function parseQuery(c: Context<RequestScope>, schema: z.ZodObject): unknown {
  const parsed = schema.safeParse(c.req.query());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new RequestFault(400, {
    code: 'PROTOCOL',
    message: `The query is not as expected${where === '' ? '' : ` at \`${where}\``}: ${issue?.message ?? 'unknown'}.`,
    hint: apiHint,
  });
}
