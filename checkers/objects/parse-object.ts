import type { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { KubernetesObject } from '../probes/probes.ts';

/** Exact types from what the API server sent. Throws Fault PROBE_FAILED, naming the field, when it has another shape. */
export function parseObject<T>(schema: z.ZodType<T>, object: KubernetesObject): T {
  const parsed = schema.safeParse(object);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Fault({
    code: 'PROBE_FAILED',
    audience: 'author',
    message: `An object has another shape than this check knows, at ${fields}.`,
    hint: 'Compare the object with the schema in checkers/objects; the version of its kind may have changed.',
  });
}
