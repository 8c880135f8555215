import type { ServerOptions } from '#site/server/server-options.ts';
import { Receiver } from '#tests/support/receiver.ts';
import { FakeServer } from './fake-server.ts';
import { test } from './lab-page.ts';

interface Telling {
  readonly server: FakeServer;
  /** The program that it tells. */
  readonly receiver: Receiver;
}

/** Registers, for each test of a file, a server with accounts and a program that it tells of what happens. */
export function tellingServer(settings: (origin: string) => Partial<ServerOptions>): () => Telling {
  let telling: Telling;
  test.beforeEach(async () => {
    const receiver = await Receiver.start();
    const options = { auth: 'accounts' as const, ...settings(receiver.origin) };
    telling = { receiver, server: await FakeServer.start({ timing: { retryMs: 1 } }, options) };
  });
  test.afterEach(async ({ page }) => {
    await page.close();
    await telling.server.remove();
    await telling.receiver[Symbol.asyncDispose]();
  });
  return () => telling;
}
