import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startForGraders } from './grading-program.ts';
import type { TestServer } from './start-test-server.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

let server: TestServer;
let document: Document;

beforeAll(async () => {
  server = await startForGraders({ options: { auth: 'accounts' } });
  // Without a session or token: it says nothing about anybody.
  const answer = await fetch(`${server.url}/api/v1/openapi.json`);
  expect(answer.status).toBe(200);
  document = (await answer.json()) as Document;
});
afterAll(() => server[Symbol.asyncDispose]());

test('the document is valid OpenAPI 3.1', async () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  const validator = new Validator();
  const { valid, errors } = await validator.validate({ ...structuredClone(document) });
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(() => validator.resolveRefs()).not.toThrow();
  const without = structuredClone(document) as { info?: unknown };
  delete without.info;
  expect((await new Validator().validate(without)).valid).toBe(false);
});

test('every call under /api/v1 is in it, and nothing that is not', () => {
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = server.server.calls
    .filter(({ path }) => path.startsWith('/api/v1'))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  expect(served.length).toBeGreaterThan(15);
  expect(documented.toSorted()).toEqual([...new Set(served)].toSorted());
});

test('every operation has a name of its own, its parameters, its answers and its problems', () => {
  const all = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.values(operations).map((operation) => ({ path, operation })),
  );
  expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length);
  for (const { path, operation } of all) {
    const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const named = (operation.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name);
    expect(named, path).toEqual(wanted);
    const statuses = Object.keys(operation.responses);
    expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
    for (const status of statuses.filter((each) => each >= '400'))
      expect(Object.keys(operation.responses[status]?.content ?? {})).toEqual(['application/problem+json']);
  }
  const grading = document.paths['/api/v1/gradings']?.['post'];
  expect(Object.keys(grading?.requestBody?.content ?? {})).toContain('application/zip');
  expect(grading?.parameters?.map(({ name }) => name).toSorted()).toEqual(['idempotency-key', 'lab', 'name']);
});
