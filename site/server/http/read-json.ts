import type { Context } from 'hono';
import type { z } from 'zod';
import { RequestFault } from '../fault-to-response.ts';
import { readBounded } from './read-bounded.ts';

const mostBodyBytes = 64 * 1024;

const reload = 'Reload the page; if it happens again, the page and the server are of different versions.';

/** The body by its schema; throws a RequestFault that names what is wrong. The hint is for whoever sent it. */
export async function readJson<T>(c: Context, schema: z.ZodType<T>, hint = reload): Promise<T> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    throw new RequestFault(415, {
      code: 'PROTOCOL',
      message: 'The body has to be JSON.',
      hint: 'Send it with `content-type: application/json`.',
    });
  }
  const parsed = schema.safeParse(
    parse(
      (await readBounded(c.req.raw.body, mostBodyBytes, () => bodyTooLarge(mostBodyBytes))).toString('utf8'),
    ),
  );
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new RequestFault(400, {
    code: 'PROTOCOL',
    message: `The body is not as expected at \`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? 'unknown'}.`,
    hint,
  });
}

/** For `readBounded`: a body with nothing special to say of its size. */
export function bodyTooLarge(mostBytes: number): RequestFault {
  return new RequestFault(413, {
    code: 'PROTOCOL',
    message: `The body is larger than ${mostBytes / 1024} KiB.`,
    hint: 'Send less at once.',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestFault(400, {
      code: 'PROTOCOL',
      message: 'The body is not valid JSON.',
      hint: 'Reload the page and try again.',
    });
  }
}
