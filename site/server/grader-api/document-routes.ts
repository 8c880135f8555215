import { Hono } from 'hono';
import { z } from 'zod';
import { ownVersion } from '../grading/platform.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import type { ApiCall, CallPlan } from './api-call.ts';
import { openApiDocument, type OpenApiDocument } from './open-api.ts';

const plan: CallPlan = {
  id: 'getDocument',
  method: 'get',
  path: '/api/v1/openapi.json',
  summary: 'This document',
  needs: 'anybody',
  answers: { 200: { description: 'OpenAPI 3.1', schema: z.record(z.string(), z.unknown()) } },
};

/** What programs read to know these calls; says nothing about anybody, so it needs nobody. */
export function documentRoutes(calls: readonly ApiCall[]): Routes {
  const app: Routes = new Hono<RequestScope>();
  let made: Promise<OpenApiDocument> | undefined;
  app.get(plan.path, async (c) => {
    made ??= ownVersion().then((version) =>
      openApiDocument([...calls.map((each) => each.plan), plan], version),
    );
    return c.json(await made);
  });
  return app;
}
