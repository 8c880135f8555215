import { expect, test } from 'vitest';
import type { BundleRecord } from '#containers/runtime/bundle-record.ts';
import { replacedRecords } from '#containers/runtime/tidy-cache.ts';

function record(
  recipe: string,
  source: BundleRecord['bundle']['source'],
  vaultProduct: 'openbao' | 'vault' = 'openbao',
): BundleRecord {
  const versions = { kubernetes: '1', externalSecrets: '1', kind: '1', vault: '1', vaultProduct, helm: '1' };
  const images = { node: 'n', vault: 'v', workspace: 'w' };
  return {
    bundle: {
      format: 1,
      recipe,
      source,
      createdAt: '2026-01-01T00:00:00.000Z',
      versions,
      images,
      tools: { kind: 'kind' },
    },
    imageIds: images,
    steps: [],
  };
}

test('the newest two of each kind stay, imported ones always', () => {
  const records = [
    record('4', 'packages'),
    record('3', 'packages'),
    record('i', 'import'),
    record('v', 'packages', 'vault'),
    record('2', 'packages'),
    record('r', 'registry'),
    record('1', 'packages'),
  ];
  expect(replacedRecords(records).map(({ bundle }) => bundle.recipe)).toEqual(['2', '1']);
});
