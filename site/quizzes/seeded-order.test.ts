import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededOrder } from './seeded-order.ts';

const items = fc
  .uniqueArray(fc.string(), { minLength: 1, maxLength: 12 })
  .map((ids) => ids.map((id) => ({ id })));
const seed = fc.array(fc.string(), { maxLength: 3 });

describe('seededOrder', () => {
  it('keeps every item, once', () => {
    fc.assert(
      fc.property(items, seed, (list, by) => {
        expect(seededOrder(list, by)).toHaveLength(list.length);
        expect(new Set(seededOrder(list, by))).toEqual(new Set(list));
      }),
    );
  });

  it('does not depend on the order in which the items were written', () => {
    fc.assert(
      fc.property(
        items.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        seed,
        ([list, rewritten], by) => {
          expect(seededOrder(rewritten, by)).toEqual(seededOrder(list, by));
        },
      ),
    );
  });

  it('puts each of four items first for about a quarter of the learners', () => {
    const list = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
    const firsts = Array.from(
      { length: 2000 },
      (_, learner) => seededOrder(list, [`learner-${learner}`, 'q'])[0]?.id,
    );
    for (const { id } of list) {
      const share = firsts.filter((first) => first === id).length / firsts.length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.3);
    }
  });
});
