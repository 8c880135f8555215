import { expect, test } from 'vitest';
import { measureRoom, requireRoom } from '#containers/runtime/pipeline/check-room.ts';

const gib = 1024 ** 3;
const room = { folder: '/cache', freeBytes: 5 * gib, memoryBytes: 8 * gib };

test('says how much disk is missing and where', () => {
  expect(() => requireRoom(room, { diskBytes: 12 * gib, memoryBytes: 1 })).toThrow(
    expect.objectContaining({
      code: 'DISK_TOO_SMALL',
      message: expect.stringMatching(/12\.0 GiB.*\/cache.*5\.0 GiB.*7\.0 GiB too little/) as unknown,
    }),
  );
});

test('says how much memory is wanted', () => {
  expect(() => requireRoom(room, { diskBytes: 1, memoryBytes: 16 * gib })).toThrow(
    expect.objectContaining({
      code: 'MEMORY_TOO_SMALL',
      message: expect.stringMatching(/16\.0 GiB.*8\.0 GiB/) as unknown,
    }),
  );
});

test('measures the disk of a folder that is not there yet', async () => {
  const { freeBytes, folder } = await measureRoom('/tmp/kindlab/not/there/yet');
  expect(folder).toBe('/tmp/kindlab/not/there/yet');
  expect(freeBytes).toBeGreaterThan(0);
});
