import { glob, stat } from 'node:fs/promises';
import path from 'node:path';
import { invalid, readIndex } from './read-index.ts';
import { ScenarioFiles } from './scenario-files.ts';
import type { Note, Scenario, ScenarioAsset, ScenarioIndex, ScenarioPart } from './scenario.ts';

type IndexPart = NonNullable<ScenarioIndex['details']['intro']>;

const understood = {
  scenario: ['title', 'description', 'details', 'backend', 'interface'],
  details: ['intro', 'steps', 'finish', 'assets'],
  part: ['title', 'text', 'background', 'foreground', 'verify'],
  backend: ['imageid'],
};

/**
 * A Killercoda scenario with everything that it names. Throws one Fault AUTHORING_INVALID with every problem: JSON that
 * is none, keys that are missing, files that are not there or lie outside of the folder.
 */
export async function readScenario(folder: string): Promise<Scenario> {
  const index = await readIndex(folder);
  const problems: string[] = [];
  const files = new ScenarioFiles(folder, (problem) => problems.push(`index.json: ${problem}`));
  const { intro, steps, finish } = index.details;
  const readIntro = intro && (await readPart(files, intro, 'details.intro'));
  const readSteps = [];
  for (const [at, step] of steps.entries()) {
    const key = `details.steps.${String(at)}`;
    const { verify } = step;
    const part = await readPart(files, step, key);
    readSteps.push({
      ...part,
      ...(verify === undefined ? {} : { verify: await files.read(verify, `${key}.verify`) }),
    });
  }
  const readFinish = finish && (await readPart(files, finish, 'details.finish'));
  const assets = await findAssets(files, index);
  if (problems.length > 0)
    throw invalid(problems, 'Put the files where index.json names them, or take their names out.');
  return {
    folder,
    title: index.title,
    description: index.description ?? '',
    imageid: index.backend?.imageid ?? '',
    ...(readIntro === undefined ? {} : { intro: readIntro }),
    steps: readSteps,
    ...(readFinish === undefined ? {} : { finish: readFinish }),
    assets,
    unmapped: unmappedKeys(index),
  };
}

async function readPart(files: ScenarioFiles, part: IndexPart, key: string): Promise<ScenarioPart> {
  const { title, text, background, foreground } = part;
  return {
    ...(title === undefined ? {} : { title }),
    textFolder: path.dirname(text ?? ''),
    text: text === undefined ? '' : await files.read(text, `${key}.text`),
    ...(background === undefined ? {} : { background: await files.read(background, `${key}.background`) }),
    ...(foreground === undefined ? {} : { foreground: await files.read(foreground, `${key}.foreground`) }),
  };
}

/** Every file that the globs of `details.assets` mean, with its own target. */
async function findAssets(files: ScenarioFiles, index: ScenarioIndex): Promise<readonly ScenarioAsset[]> {
  const home = path.join(files.folder, 'assets');
  const found: ScenarioAsset[] = [];
  for (const [host, list] of Object.entries(index.details.assets ?? {})) {
    for (const [at, { file, target, chmod }] of list.entries()) {
      const key = `details.assets.${host}.${String(at)}.file`;
      const names = await namesOf(home, file);
      for (const name of names.length === 0 ? [file] : names) {
        const source = await files.locate(path.join('assets', name), key);
        if (source === undefined) continue;
        const below = file.includes('**') ? name : path.basename(name);
        found.push({
          source,
          target: path.posix.join(target, below),
          ...(chmod === undefined ? {} : { chmod }),
        });
      }
    }
  }
  return found;
}

async function namesOf(home: string, pattern: string): Promise<readonly string[]> {
  if (pattern.split('/').includes('..')) return [];
  const names: string[] = [];
  for await (const name of glob(pattern, { cwd: home }))
    if ((await stat(path.join(home, name))).isFile()) names.push(name);
  return names.sort();
}

function unmappedKeys(index: ScenarioIndex): readonly Note[] {
  const { details, backend = {} } = index;
  const parts = [
    ['details.intro', details.intro],
    ...details.steps.map((step, at) => [`details.steps.${String(at)}`, step] as const),
    ['details.finish', details.finish],
  ] as const;
  const keys = [
    ...others('', index, understood.scenario),
    ...others('details.', details, understood.details),
    ...others('backend.', backend, understood.backend),
    ...parts.flatMap(([key, part]) => others(`${key}.`, part ?? {}, understood.part)),
  ];
  const layout = index.interface === undefined ? [] : ['interface'];
  return [...keys, ...layout].map((key) => ({
    where: `index.json, ${key}`,
    what: 'means nothing here, and was left out',
  }));
}

function others(prefix: string, object: object, known: readonly string[]): readonly string[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) => `${prefix}${key}`);
}
