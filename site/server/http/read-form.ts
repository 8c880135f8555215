import type { Context } from 'hono';
import type { z } from 'zod';
import { RequestFault } from '../fault-to-response.ts';
import { readBounded } from './read-bounded.ts';
import { bodyTooLarge } from './read-json.ts';

const mostBytes = 256 * 1024;

/** The fields of a posted form by their schema; throws a RequestFault that names what is wrong. */
export async function readForm<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? ''))
    throw new RequestFault(415, {
      code: 'PROTOCOL',
      message: 'The body has to be that of a form.',
      hint: 'Send it as `application/x-www-form-urlencoded`.',
    });
  const body = await readBounded(c.req.raw.body, mostBytes, () => bodyTooLarge(mostBytes));
  const parsed = schema.safeParse(Object.fromEntries(new URLSearchParams(body.toString('utf8'))));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new RequestFault(400, {
    code: 'PROTOCOL',
    message: `The form is not as expected at \`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? 'unknown'}.`,
    hint: 'Go back, reload the page and try again.',
  });
}
