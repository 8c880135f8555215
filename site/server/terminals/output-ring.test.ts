import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OutputRing } from './output-ring.ts';

test('holds exactly the last bytes of whatever was appended', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 60 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 100 }), (chunks, initial) => {
      const ring = new OutputRing(64, initial);
      let all = Buffer.alloc(0);
      for (const chunk of chunks) {
        ring.append(chunk);
        all = Buffer.concat([all, chunk]);
        expect(ring.end).toBe(all.length);
        expect(ring.start).toBe(Math.max(0, all.length - 64));
        expect(ring.read(ring.start, 1000)).toEqual(all.subarray(ring.start));
      }
    }),
  );
});

test('refuses what is gone and what has not come', () => {
  const ring = new OutputRing(4);
  ring.append(Buffer.from('abcdef'));
  expect(() => ring.read(1, 1)).toThrow(RangeError);
  expect(() => ring.read(7, 1)).toThrow(RangeError);
  expect(ring.read(3, 2).toString()).toBe('de');
});
