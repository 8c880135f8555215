import { z } from 'zod';
import { bundleSchema } from '#containers/runtime/bundle-record.ts';

/** Label of a set's image that holds the manifest. */
export const setLabel = 'dev.kindlab.set';

const pinned = z.string().regex(/@sha256:[0-9a-f]{64}$/, 'a reference with a digest');

const setSchema = z.strictObject({
  format: z.literal(1),
  /** What the set was pushed from; its image references are local names. */
  bundle: bundleSchema,
  /** Where the images are, by digest. */
  images: z.strictObject({ node: pinned, vault: pinned, workspace: pinned }),
});

/** A finished bundle in a registry. The image that carries it also holds the kind command, as /kind. */
export type SetManifest = z.infer<typeof setSchema>;

/** Reads a set's manifest; throws when it is not one. */
export function parseSet(text: string): SetManifest {
  return setSchema.parse(JSON.parse(text));
}

/** Reference of the image that carries a registry's set: the registry's own words if it names an image, else `kindlab/set`. */
export function setReference(registry: string): string {
  const trimmed = registry.replace(/\/+$/, '');
  const named = trimmed.includes('@') || /\/[^/]*:[^/]+$/.test(trimmed);
  return named ? trimmed : `${trimmed}/kindlab/set:latest`;
}
