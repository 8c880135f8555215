import { FakeServer } from './fake-server.ts';
import { test as base } from './lab-page.ts';

/** A test with a server of its own that has accounts, beside the shared one. */
export const test = base.extend<{ server: FakeServer }>({
  server: async ({ page }, use) => {
    const server = await FakeServer.start({}, { auth: 'accounts' });
    await use(server);
    await page.close();
    await server.remove();
  },
});
