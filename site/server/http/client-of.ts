import type { Context } from 'hono';
import type { Origin } from '../accounts/session-book.ts';
import type { RequestScope } from './app.ts';

/** The address that the request came from, as far as a proxy in front is trusted to tell it. */
export function addressOf(c: Context<RequestScope>): string {
  return c.get('client');
}

/** Where a session is begun, for its owner to recognise it. */
export function originOf(c: Context<RequestScope>): Origin {
  return { browser: c.req.header('user-agent') ?? 'unknown', address: addressOf(c) };
}
