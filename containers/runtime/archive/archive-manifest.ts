import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { bundleSchema } from '#containers/runtime/bundle-record.ts';

/** Name of the manifest, the first member of an archive. */
export const manifestName = 'kindlab-bundle.json';

const partSchema = z.strictObject({
  name: z.enum(['images.tar.zst', 'kind']),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifestSchema = z.strictObject({
  format: z.literal(1),
  bundle: bundleSchema,
  parts: z.array(partSchema).length(2),
});

export type ArchiveManifest = z.infer<typeof manifestSchema>;
export type ArchivePart = z.infer<typeof partSchema>;

/** Reads an archive's manifest; Fault BUNDLE_CORRUPT when it is none. */
export function parseManifest(text: string, file: string): ArchiveManifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw corruptFault(file, 'its manifest cannot be read', cause);
  }
}

/** The Fault for an archive whose bytes are not what was exported. */
export function corruptFault(file: string, what: string, cause?: unknown): Fault {
  return new Fault({
    code: 'BUNDLE_CORRUPT',
    message: `${file} is not a sound bundle archive: ${what}. Nothing of it was loaded.`,
    hint: 'Copy or export it again and compare the sizes.',
    cause,
  });
}
