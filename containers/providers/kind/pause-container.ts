import type Docker from 'dockerode';
import pRetry from 'p-retry';
import { ask, isStatus } from './engine.ts';

const moreTries = 5;
const firstWaitMs = 200;

/**
 * Freezes a container that runs. On a busy machine runc gives up when processes in it keep beginning, and leaves it running;
 * the engine says so by HTTP 500. Then it is tried again, for some seconds.
 */
export async function pauseContainer(
  container: Pick<Docker.Container, 'pause'>,
  signal: AbortSignal,
): Promise<void> {
  await pRetry(() => ask('pause a container', signal, (): Promise<unknown> => container.pause()), {
    retries: moreTries,
    minTimeout: firstWaitMs,
    signal,
    shouldRetry: ({ error }) => isStatus(error, 500) && error.message.includes('unable to freeze'),
  });
}
