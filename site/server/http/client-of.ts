import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { Origin } from '../accounts/session-book.ts';

/** The address that the request came from: the proxy's, if there is one in front. */
export function addressOf(c: Context): string {
  return getConnInfo(c).remote.address ?? 'unknown';
}

/** Where a session is begun, for its owner to recognise it. */
export function originOf(c: Context): Origin {
  return { browser: c.req.header('user-agent') ?? 'unknown', address: addressOf(c) };
}
