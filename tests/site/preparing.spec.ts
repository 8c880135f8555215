import { expect } from '@playwright/test';
import { Fault } from '#containers/contract/fault.ts';
import { playBundle } from '#site/server/dev/fake-bundle.ts';
import type { ServerDeps } from '#site/server/server-deps.ts';
import { FakeServer } from './support/fake-server.ts';
import { test } from './support/lab-page.ts';

type Prepare = ServerDeps['prepareBundle'];

test('the lab page shows what is being prepared and how far, and goes on by itself', async ({
  page,
  lab,
}) => {
  let finish = (): void => undefined;
  const allowed = new Promise<void>((resolve) => (finish = resolve));
  const prepareBundle: Prepare = async (request) => {
    const slow = AbortSignal.any([request.signal, AbortSignal.timeout(120_000)]);
    request.onProgress(halfWay);
    await Promise.race([allowed, aborted(slow)]);
    return playBundle({ ...request, onProgress: () => undefined }, 0);
  };
  const server = await FakeServer.start({ prepareBundle });
  try {
    await test.step('before the lab is started', async () => {
      await lab.open(server.url);
      await expect(lab.start).toContainText('still preparing what labs are made of');
      await expect(lab.start.getByRole('progressbar')).toHaveAttribute('value', '50');
    });

    await test.step('once it is', async () => {
      await lab.button('Start lab').click();
      await expect(lab.start.getByRole('heading')).toHaveText('Preparing this machine');
      await expect(lab.start.getByRole('listitem')).toHaveText([
        /Docker engine, done/,
        /Kubernetes node image, now50 %compiling etcd/,
        /Workspace image, to do/,
      ]);
      await expect(lab.start).toContainText(/about 4 min left/);
    });

    await test.step('and then, without a press', async () => {
      finish();
      await lab.live();
    });
  } finally {
    finish();
    await page.close();
    await server.remove();
  }
});

test('a machine that can not be prepared says why and what to do, and tries again', async ({ page, lab }) => {
  let full = true;
  const prepareBundle: Prepare = (request) =>
    full ? Promise.reject(diskFull()) : playBundle({ ...request, onProgress: () => undefined }, 0);
  const server = await FakeServer.start({ prepareBundle });
  try {
    await lab.open(server.url);
    const alert = lab.start.getByRole('alert');
    await expect(alert).toContainText('The disk has 1.2 GB free, and 12 GB are needed.');
    await expect(alert).toContainText('Free 10.8 GB, then try again.');
    await expect(alert).not.toContainText(/ at .*\.ts|Error:/);
    full = false;
    await lab.button('Start lab').click();
    await lab.button('Try again').click();
    await lab.live();
  } finally {
    await page.close();
    await server.remove();
  }
});

const halfWay: Parameters<Parameters<Prepare>[0]['onProgress']>[0] = {
  state: 'preparing',
  source: 'packages',
  etaMs: 240_000,
  steps: [
    { id: 'engine', title: 'Docker engine', state: 'done', expectedMs: 100_000 },
    {
      id: 'node',
      title: 'Kubernetes node image',
      state: 'running',
      expectedMs: 200_000,
      fraction: 0.5,
      detail: 'compiling etcd',
    },
    { id: 'workspace', title: 'Workspace image', state: 'pending', expectedMs: 100_000 },
  ],
};

function diskFull(): Fault {
  return new Fault({
    code: 'DISK_TOO_SMALL',
    message: 'The disk has 1.2 GB free, and 12 GB are needed.',
    hint: 'Free 10.8 GB, then try again.',
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new Error('The test is over.'))),
  );
}
