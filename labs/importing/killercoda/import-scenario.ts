import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { id as idSchema } from '../../lab-schema.ts';
import { Images } from './images.ts';
import { labFiles, labPage } from './lab-files.ts';
import { assetScript } from './map-scripts.ts';
import { planLab } from './plan-lab.ts';
import { invalid } from './read-index.ts';
import { readScenario } from './read-scenario.ts';
import type { Note } from './scenario.ts';

export interface ImportTarget {
  /** The lab's folder; its name is the lab's id. */
  readonly labFolder: string;
  /** The lab's page, an `.mdx` file. Images go into a folder beside it. */
  readonly page: string;
}

export interface Imported {
  readonly lab: string;
  /** Every file that was written. */
  readonly files: readonly string[];
  /** What did not map; also in `import-report.md` of the lab. */
  readonly notes: readonly Note[];
}

/**
 * Turns a Killercoda scenario into a lab folder and its page. Throws Fault AUTHORING_INVALID, and writes nothing, for a
 * scenario with problems, for an id that can't be one, and where a lab or a page is already.
 */
export async function importScenario(folder: string, { labFolder, page }: ImportTarget): Promise<Imported> {
  const lab = path.basename(path.resolve(labFolder));
  if (!idSchema.max(50).safeParse(lab).success)
    throw invalid(
      [`The lab would be called "${lab.slice(0, 60)}", which can't be an id.`],
      'Name another folder with --out: lower-case words joined by hyphens, such as labs/first-pod.',
    );
  const scenario = await readScenario(path.resolve(folder));
  await requireFree([path.join(labFolder, 'lab.yaml'), page]);
  const images = new Images(scenario.folder, `${lab}-images`);
  const plan = planLab(scenario, (textFolder, image) => images.urlOf(textFolder, image));
  const notes = [...plan.notes];
  const assets = await assetScript(scenario, (note) => notes.push(note));
  const files = new Map(
    [...labFiles(lab, scenario, { ...plan, notes }, assets)].map(([name, text]) => [
      path.join(labFolder, name),
      text,
    ]),
  );
  files.set(page, labPage(lab, scenario, plan));
  for (const [file, text] of files) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const copied = await images.copyBeside(page);
  return { lab, files: [...files.keys(), ...copied], notes };
}

async function requireFree(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (there)
      throw invalid(
        [`${file} is there already; nothing was written.`],
        'Name another folder with --out, or remove what is there.',
      );
  }
}
