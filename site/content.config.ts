import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { defineCollection } from 'astro:content';
import { z } from 'astro/zod';

const kindlabFrontmatter = z.object({
  /** Turns the page into a lab desk: the id of the lab whose terminals and checks stand beside the text. */
  lab: z.string().optional(),
  /** Shown above the title of a lesson. */
  lesson: z.object({ number: z.number().int().positive(), minutes: z.number().int().positive() }).optional(),
});

/** What pages show of an exercise; `labs/exercise-schema.ts` is the whole of it. */
const exercise = z.object({ title: z.string(), minutes: z.number(), bonus: z.boolean() });

/** What pages show of a lab; `labs/lab-schema.ts` is the whole of it. */
const lab = z.object({ title: z.string(), story: z.string(), exercises: z.array(z.string()) });

/** `static-sync/store-secret/exercise.yaml` has the id `static-sync/store-secret`. */
const folderOf = ({ entry }: { entry: string }): string => entry.slice(0, entry.lastIndexOf('/'));

export const collections = {
  docs: defineCollection({ loader: docsLoader(), schema: docsSchema({ extend: kindlabFrontmatter }) }),
  labs: defineCollection({
    loader: glob({ base: './labs', pattern: '*/lab.yaml', generateId: folderOf }),
    schema: lab,
  }),
  exercises: defineCollection({
    loader: glob({ base: './labs', pattern: '*/*/exercise.yaml', generateId: folderOf }),
    schema: exercise,
  }),
};
