import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ifMissing } from '#containers/if-missing.ts';
import { environmentMiB } from '#containers/sessions/quota.ts';
import type { Lab } from '#labs/lab.ts';
import type { EnvironmentCost } from './plan-class.ts';

const reportFile = path.resolve(import.meta.dirname, '../../../docs/labs-report.json');
const report = z.array(
  z.object({
    lab: z.string(),
    memoryMiB: z.number().positive().optional(),
    startSeconds: z.number().positive().optional(),
  }),
);
const usualStartSeconds = 60;

/**
 * What the heaviest of these labs takes, as `labs verify` measured it when the course was published; where it has no
 * figure, what the quota reserves.
 */
export async function storedCost(
  labs: readonly Pick<Lab, 'budget' | 'environment' | 'id'>[],
  file = reportFile,
): Promise<EnvironmentCost> {
  const text = await readFile(file, 'utf8').catch(ifMissing);
  const stored = text === undefined ? [] : report.parse(JSON.parse(text));
  const known = labs.map((lab) => ({ ...stored.find((each) => each.lab === lab.id), of: lab }));
  const isStored = known.length > 0 && known.every(({ memoryMiB }) => memoryMiB !== undefined);
  return {
    memoryMiB: Math.max(
      ...known.map(({ memoryMiB, of }) => memoryMiB ?? environmentMiB[of.environment.startState]),
    ),
    cores: undefined,
    diskMiB: undefined,
    startSeconds: Math.max(
      ...known.map(({ startSeconds, of }) => startSeconds ?? of.budget?.startSeconds ?? usualStartSeconds),
    ),
    source: { kind: isStored ? 'stored' : 'assumed', environments: 0 },
  };
}
