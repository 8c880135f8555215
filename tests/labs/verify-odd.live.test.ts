import { describe, test } from 'vitest';
import { loadCatalog } from '#labs/load-catalog.ts';
import { labMs, proveLab } from './prove-lab.ts';

const { labs } = await loadCatalog();
/** The other half has a file of its own, so that both can run side by side. */
const ours = labs.filter((_, index) => index % 2 === 0);

describe.each(ours.map((lab) => ({ id: lab.id, lab })))('$id', ({ lab }) => {
  test('is what it claims to be', { timeout: labMs }, () => proveLab(lab));
});
