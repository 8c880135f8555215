import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { isHttps, type OwnAddress } from '../http/own-address.ts';
import { longestMs } from './session-book.ts';

const name = 'kindlab-session';

/** Reads and writes the cookie that holds a session's token. Over HTTPS it is `__Host-`: no other host can set it. */
export class SessionCookie {
  readonly #address: () => OwnAddress;

  constructor(address: () => OwnAddress) {
    this.#address = address;
  }

  read(c: Context): string | undefined {
    return this.isSecure(c) ? getCookie(c, name, 'host') : getCookie(c, name);
  }

  write(c: Context, token: string): void {
    setCookie(c, name, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      maxAge: longestMs / 1000,
      ...(this.isSecure(c) ? { secure: true, prefix: 'host' as const } : {}),
    });
  }

  clear(c: Context): void {
    const secure = this.isSecure(c);
    deleteCookie(c, secure ? `__Host-${name}` : name, { path: '/', secure });
  }

  isSecure(c: Context): boolean {
    return isHttps(this.#address(), c.req.header('host'));
  }
}
