import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { Exercise } from '../lab.ts';
import { factsFolder, type FactFile } from './record-facts.ts';

const factFile = z.strictObject({
  check: z.string(),
  kind: z.enum(['holds', 'settling', 'differs']),
  branch: z.string().exactOptional(),
  says: z.string().exactOptional(),
  fact: z.unknown(),
});

/** What was recorded for an exercise, by file name; empty where nothing was. Throws Fault AUTHORING_INVALID for a file of another shape. */
export async function readFacts(exercise: Exercise): Promise<ReadonlyMap<string, FactFile>> {
  const folder = factsFolder(exercise);
  const names = (await readdir(folder).catch(noFolder)).filter((name) => name.endsWith('.json')).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFact(join(folder, name))] as const)),
  );
}

async function readFact(path: string): Promise<FactFile> {
  const parsed = factFile.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Fault({
    code: 'AUTHORING_INVALID',
    audience: 'author',
    message: `${path}: ${z.prettifyError(parsed.error)}`,
    hint: 'Record it anew with `labs:verify --record-facts`, or copy a neighbour.',
  });
}

/** An exercise without `facts/` has none; any other trouble shows when a file is read. */
function noFolder(): string[] {
  return [];
}
