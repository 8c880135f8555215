import { expect, test, vi } from 'vitest';
import { pauseContainer } from './pause-container.ts';

const noAbort = new AbortController().signal;
const refusal = (statusCode: number, message: string) => Object.assign(new Error(message), { statusCode });

test('one that can not be frozen at once is tried again', async () => {
  const busy = refusal(500, 'Cannot pause container: OCI runtime pause failed: unable to freeze: unknown');
  const pause = vi.fn<() => Promise<unknown>>().mockRejectedValueOnce(busy).mockResolvedValue(undefined);
  await pauseContainer({ pause }, noAbort);
  expect(pause).toHaveBeenCalledTimes(2);
});

test('any other refusal counts at once', async () => {
  const gone = refusal(404, 'No such container');
  const pause = vi.fn<() => Promise<unknown>>().mockRejectedValue(gone);
  await expect(pauseContainer({ pause }, noAbort)).rejects.toBe(gone);
  expect(pause).toHaveBeenCalledOnce();
});
