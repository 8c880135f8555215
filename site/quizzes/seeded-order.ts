import { createHash } from 'node:crypto';

/**
 * The same items in an order that depends on `seed` and their ids alone: the same for the same learner and question,
 * and independent of the order in which the author wrote them.
 */
export function seededOrder<Item extends { readonly id: string }>(
  items: readonly Item[],
  seed: readonly string[],
): readonly Item[] {
  return items
    .map((item) => ({
      item,
      rank: createHash('sha256')
        .update(JSON.stringify([...seed, item.id]))
        .digest('hex'),
    }))
    .toSorted((left, right) => (left.rank < right.rank ? -1 : 1))
    .map(({ item }) => item);
}
