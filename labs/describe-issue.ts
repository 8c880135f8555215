import { z } from 'zod';

/** One thing that is wrong with a YAML file: where, what was expected, what was there, and an example that would do. */
export function describeIssue(schema: z.ZodType, input: unknown, issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? 'the file' : issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.reduce<unknown>((at, key) => inner(at, key), schema);
    const keys = known instanceof z.ZodObject ? ` There are: ${Object.keys(known.shape).join(', ')}.` : '';
    return `${where}: unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}.${keys}`;
  }
  const example = exampleAt(schema, issue.path);
  const received = issue.path.reduce<unknown>(valueAt, input);
  return [
    `${where}: ${expected(issue)}, received ${received === undefined ? 'nothing' : JSON.stringify(received)}.`,
    ...(example === undefined ? [] : [`Example: ${JSON.stringify(example)}`]),
  ].join(' ');
}

function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `expected ${issue.expected}`;
  if (issue.code === 'invalid_value')
    return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
  if (issue.code === 'too_small') return `expected at least ${String(issue.minimum)}${unit(issue.origin)}`;
  if (issue.code === 'too_big') return `expected at most ${String(issue.maximum)}${unit(issue.origin)}`;
  return issue.message.replace(/^Invalid (string|input): must/, 'must').replace(/\.$/, '');
}

function unit(origin: string): string {
  return { string: ' characters', array: ' items' }[origin] ?? '';
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === String(key))?.[1];
}

function exampleAt(schema: z.ZodType, path: readonly PropertyKey[]): unknown {
  let at: unknown = schema;
  let example: unknown;
  for (const key of path) {
    at = inner(at, key);
    example = at instanceof z.ZodType ? (at.meta()?.examples?.[0] ?? example) : example;
  }
  return example;
}

function inner(schema: unknown, key: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)];
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}
