import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ifMissing } from '#containers/if-missing.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

const keyLength = 16;

/**
 * Key of each step: changes when its inputs, a byte or a name of its recipe files, or anything it needs changes.
 * Steps come in an order in which each follows what it needs.
 */
export async function stepKeys(steps: readonly PipelineStep[]): Promise<ReadonlyMap<PipelineStep, string>> {
  const keys = new Map<PipelineStep, string>();
  for (const step of inOrder(steps)) {
    const hash = createHash('sha256').update(JSON.stringify([step.id, step.inputs]));
    for (const file of step.files) await hashFiles(hash, file);
    for (const need of step.needs) hash.update(`${need.id} ${keys.get(need)}\n`);
    keys.set(step, hash.digest('hex').slice(0, keyLength));
  }
  return keys;
}

/** The given steps and all that they need, each after its needs. Throws on a cycle. */
export function inOrder(steps: readonly PipelineStep[]): readonly PipelineStep[] {
  const ordered: PipelineStep[] = [];
  const open = new Set<PipelineStep>();
  const visit = (step: PipelineStep) => {
    if (ordered.includes(step)) return;
    if (open.has(step)) throw new Error(`step ${step.id} needs itself`);
    open.add(step);
    step.needs.forEach(visit);
    ordered.push(step);
  };
  steps.forEach(visit);
  return ordered;
}

async function hashFiles(hash: ReturnType<typeof createHash>, path: string, root = path): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(ifMissing);
  if (entries === undefined) {
    hash
      .update(`${relative(root, path)}\n`)
      .update(await readFile(path))
      .update('\n');
    return;
  }
  const names = entries.map((entry) => entry.name).toSorted();
  for (const name of names) await hashFiles(hash, join(path, name), root);
}
