import { expect, test } from 'vitest';
import { loadCatalog } from '#labs/load-catalog.ts';

const { labs } = await loadCatalog();

test.each(labs.map((lab) => [lab.id, lab] as const))(
  'values of %s are other ones for each attempt, so that copied ones are wrong',
  (_id, lab) => {
    const [one, two] = [lab.newValues(), lab.newValues()];
    expect(Object.keys(one).length).toBeGreaterThan(0);
    const same = Object.keys(one).filter((key) => one[key] === two[key]);
    expect(same).toEqual([]);
  },
);
