import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import { findImageId } from '#containers/runtime/images/engine-images.ts';
import type { PipelineStep, StepContext } from '#containers/runtime/pipeline/step.ts';

const noteSchema = z.object({ ref: z.string(), id: z.string() });

export interface ImageStep extends Omit<PipelineStep, 'run' | 'stillThere'> {
  readonly docker: Docker;
  /** Repository of the reference; the tag is the step's key. */
  readonly repository: string;
  readonly build: (ref: string, context: StepContext) => Promise<void>;
}

/** A step whose result is an image in the engine. It is made again when the engine no longer has it. */
export function imageStep({ docker, repository, build, ...step }: ImageStep): PipelineStep {
  return {
    ...step,
    async run(context) {
      const ref = `${repository}:${context.key}`;
      // A build context is cheap to make again, and leftovers of a failed try would end up in the image.
      await rm(context.scratch, { recursive: true, force: true });
      await mkdir(context.scratch, { recursive: true });
      await build(ref, context);
      const id = await findImageId(docker, ref, context.signal);
      if (id === undefined) throw new Error(`the engine says that it built ${ref}, but does not have it`);
      await writeFile(join(context.out, 'image.json'), JSON.stringify({ ref, id }));
    },
    async stillThere(result, signal) {
      // By name: it holds the hash of all that went in. The id differs when another cache has built the same again.
      const { ref } = await readImageNote(result);
      return (await findImageId(docker, ref, signal)) !== undefined;
    },
  };
}

/** Reference and id of the image that an image step made. */
export async function readImageNote(result: string): Promise<{ readonly ref: string; readonly id: string }> {
  return noteSchema.parse(JSON.parse(await readFile(join(result, 'image.json'), 'utf8')));
}
