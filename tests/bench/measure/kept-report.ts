import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** Where the figures lie that the repository keeps: what is published, and what later runs are compared with. */
export const keptFolder = path.resolve(import.meta.dirname, '../../../docs/bench');

const machine = z.object({
  processor: z.string(),
  cores: z.number(),
  memoryGiB: z.number(),
  kernel: z.string(),
  node: z.string(),
  loadBefore: z.number(),
});

const row = z.object({
  measure: z.string(),
  subject: z.string(),
  unit: z.string(),
  better: z.enum(['less', 'more']),
  bar: z.object({ of: z.enum(['median', 'most', 'p99']), limit: z.number() }).exactOptional(),
  summary: z.object({
    median: z.number(),
    p99: z.number(),
    least: z.number(),
    most: z.number(),
    times: z.number(),
  }),
  met: z.boolean().exactOptional(),
});

const keptReport = z.object({
  format: z.literal(1),
  bench: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  machine,
  rows: z.array(row),
  notes: z.array(z.string()),
});

/** One run of one benchmark, as it is written to a file. */
export type KeptReport = Readonly<z.output<typeof keptReport>>;
export type KeptRow = Readonly<z.output<typeof row>>;

export function keptFile(bench: string): string {
  return path.join(keptFolder, `${bench}.json`);
}

/** `undefined`: there is no such file. Throws for one that no benchmark has written. */
export async function readReport(file: string): Promise<KeptReport | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return keptReport.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} holds no figures of a benchmark (npm run bench writes such files)`, {
      cause: error,
    });
  }
}
