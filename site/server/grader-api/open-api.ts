import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import type { Answer, CallPlan } from './api-call.ts';
import { jobEvent, problem } from './messages.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const usualProblems: readonly number[] = [400, 401, 403, 429];
const problemWords: Readonly<Record<number, string>> = {
  400: 'The request is not as it should be',
  401: 'No token, or one that is worth nothing',
  403: 'The token lacks a scope, or its owner a role',
  404: 'There is no such thing, or it is somebody else’s',
  409: 'Not in this state, or this idempotency key came with something else',
  413: 'More than is taken',
  415: 'No type that is taken',
  429: 'Too many in a short time, or too many that wait; see Retry-After',
};

/** OpenAPI 3.1 of these calls, from the schemas that they are served by. */
export function openApiDocument(plans: readonly CallPlan[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const plan of plans) (paths[plan.path] ??= {})[plan.method] = operationOf(plan);
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Kindlab for graders',
      version,
      description: 'Checks of hosted attempts and grading of submissions, as jobs. See docs/grading.md.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: paths satisfies ZodOpenApiPathsObject,
    webhooks: {
      'job.ended': {
        post: {
          operationId: 'jobEnded',
          summary: 'A job has ended; signed as Standard Webhooks says',
          requestBody: { content: { 'application/json': { schema: jobEvent } } },
          responses: { '2XX': { description: 'Taken; anything else is tried again' } },
        },
      },
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Made by `kindlab token create`' },
      },
    },
  });
}

function operationOf(plan: CallPlan): ZodOpenApiOperationObject {
  const parameters = [...plan.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const path = z.object(Object.fromEntries(parameters.map((name) => [name, z.string()])));
  const answers = Object.entries(plan.answers).map(([status, answer]) => [status, responseOf(answer)]);
  const problems = [...usualProblems, ...(plan.problems ?? [])].map((status) => [
    String(status),
    {
      description: problemWords[status] ?? 'Refused',
      content: { 'application/problem+json': { schema: problem } },
    },
  ]);
  return {
    operationId: plan.id,
    summary: plan.summary,
    security: plan.needs === 'anybody' ? [{}] : [{ token: [] }, {}],
    ...(typeof plan.needs === 'string' ? { 'x-needs': plan.needs } : {}),
    requestParams: {
      ...(parameters.length === 0 ? {} : { path }),
      ...(plan.query === undefined ? {} : { query: plan.query }),
      ...(plan.headers === undefined ? {} : { header: plan.headers }),
    },
    ...bodyOf(plan),
    responses: Object.fromEntries([...answers, ...problems]) as ZodOpenApiOperationObject['responses'],
  };
}

function bodyOf({ body, upload }: CallPlan): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (body !== undefined)
    return { requestBody: { required: true, content: { 'application/json': { schema: body } } } };
  if (upload === undefined) return {};
  const binary = { schema: { type: 'string', format: 'binary' } } as const;
  return {
    requestBody: { required: true, content: Object.fromEntries(upload.map((type) => [type, binary])) },
  };
}

function responseOf({ description, schema, type, headers = {} }: Answer): ZodOpenApiResponseObject {
  const shown = Object.entries(headers).map(([name, says]) => [
    name,
    { description: says, schema: { type: 'string' as const } },
  ]);
  return {
    description,
    headers: Object.fromEntries(shown) as NonNullable<ZodOpenApiResponseObject['headers']>,
    ...(schema === undefined ? {} : { content: { [type ?? 'application/json']: { schema } } }),
  };
}
