import { z } from 'zod';

const file = z
  .string()
  .min(1)
  .meta({ examples: ['step1/text.md'] });

const part = z.looseObject({
  title: z
    .string()
    .optional()
    .meta({ examples: ['Create a pod'] }),
  /** Markdown file. */
  text: file.optional(),
  /** Scripts that run when the part is opened: one unseen, one in the learner's terminal. */
  background: file.optional(),
  foreground: file.optional(),
});

const step = part.extend({
  /** Script that ends with 0 when the step is done. */
  verify: file.optional(),
});

const asset = z.looseObject({
  /** Glob below `assets/`. */
  file,
  target: z
    .string()
    .min(1)
    .meta({ examples: ['/root'] }),
  chmod: z
    .string()
    .optional()
    .meta({ examples: ['+x'] }),
});

/** `index.json` of a Killercoda scenario, as far as it means something here. */
export const scenarioSchema = z.looseObject({
  title: z
    .string()
    .min(1)
    .meta({ examples: ['Create a pod'] }),
  description: z
    .string()
    .optional()
    .meta({ examples: ['Learn what a pod is'] }),
  details: z.looseObject({
    intro: part.optional(),
    steps: z
      .array(step)
      .min(1)
      .meta({ examples: [[{ title: 'Create a pod', text: 'step1/text.md', verify: 'step1/verify.sh' }]] }),
    finish: part.optional(),
    /** By host, of which there is one here. */
    assets: z.record(z.string(), z.array(asset)).optional(),
  }),
  backend: z.looseObject({ imageid: z.string().optional() }).optional(),
  interface: z.looseObject({ layout: z.string().optional() }).optional(),
});

export type ScenarioIndex = z.infer<typeof scenarioSchema>;

/** The intro, a step or the finish, with its files read. */
export interface ScenarioPart {
  readonly title?: string;
  /** Folder of the text, relative to the scenario; images in it are named from there. */
  readonly textFolder: string;
  /** Empty: it has none. */
  readonly text: string;
  readonly background?: string;
  readonly foreground?: string;
}

export interface ScenarioStep extends ScenarioPart {
  readonly verify?: string;
}

/** A file for the learner's machine. */
export interface ScenarioAsset {
  /** Where it lies, absolute. */
  readonly source: string;
  /** Where it goes, as the scenario says: a path of the file itself. */
  readonly target: string;
  readonly chmod?: string;
}

export interface Scenario {
  readonly folder: string;
  readonly title: string;
  readonly description: string;
  readonly imageid: string;
  readonly intro?: ScenarioPart;
  readonly steps: readonly ScenarioStep[];
  readonly finish?: ScenarioPart;
  readonly assets: readonly ScenarioAsset[];
  /** What stands in `index.json` and means nothing here, such as `interface.layout`. */
  readonly unmapped: readonly Note[];
}

/** Something that did not map, for the author: where it stands, and what to do about it. */
export interface Note {
  readonly where: string;
  readonly what: string;
}
