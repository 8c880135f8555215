import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import type { Catalogue } from '#site/languages/sentences.ts';
import { sentencesInCode } from './sentences-in-code.ts';
import { sentencesOfServer } from './sentences-of-server.ts';

export const root = path.resolve(import.meta.dirname, '../..');

/** Labs whose checks speak other languages too. */
export const translatedLabs = ['static-sync'];
/** Where the server says something to people in a browser. */
const server = [
  ...[
    'accounts',
    'attempts',
    'certificates',
    'checks',
    'cohorts',
    'http',
    'incident.ts',
    'lti',
    'planning',
    'previews',
    'reports',
    'rooms',
  ],
  ...['routes', 'schemas', 'state/require-room.ts', 'terminals', 'trace'],
].map((part) => `site/server/${part}`);
const containers = ['containers/providers/', 'containers/runtime/', 'containers/sessions/'];

/** Every English catalogue, as the code has it now: by its path, with `en` where another language has its own. */
export async function englishCatalogues(): Promise<ReadonlyMap<string, Catalogue>> {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(
      (file) => /\.(ts|astro|yaml)$/.test(file) && !/\.test(-support)?\.ts$|\.live\.test\.ts$/.test(file),
    );
  const catalogues = new Map<string, Catalogue>();
  const put = (name: string, found: Catalogue): void => {
    if (Object.keys(found).length > 0) catalogues.set(name, sorted(found));
  };
  const areas = new Set(
    files
      .flatMap((file) => /^site\/client\/([a-z]+)\//.exec(file)?.[1] ?? [])
      .filter((each) => each !== 'language'),
  );
  for (const area of areas)
    put(`site/languages/en/${area}.json`, await inCode(under(files, `site/client/${area}/`)));
  put('site/languages/en/pages.json', await inCode(under(files, 'site/components/')));
  put('site/languages/en/lti.json', await inCode(under(files, 'site/server/lti/')));
  const spoken = files.filter(
    (file) =>
      [...server, ...containers].some((part) => file.startsWith(part)) &&
      // The pages of `lti` speak through `t`.
      !/\/dev\/|-pages\.ts$/.test(file),
  );
  const faults = [
    ...spoken.filter((file) => /(-faults|quota|waiting-line|plan-class)\.ts$/.test(file)),
    'site/quizzes/describe-item.ts',
  ];
  put('site/languages/en/server.json', {
    ...(await ofServer(spoken, 'spoken')),
    ...(await ofServer(faults, 'everything')),
  });
  const looking = files.filter((file) => /^checkers\/(trace\/|presentable\.ts$|run-checks\.ts$)/.test(file));
  put('site/languages/en/checkers.json', await ofServer(looking, 'everything'));
  for (const lab of translatedLabs)
    put(`labs/${lab}/languages/en.json`, {
      ...(await ofServer(under(files, `labs/${lab}/`), 'everything')),
      ...(await ofYaml(under(files, `labs/${lab}/`))),
    });
  return catalogues;
}

function under(files: readonly string[], folder: string): readonly string[] {
  return files.filter((file) => file.startsWith(folder));
}

async function inCode(files: readonly string[]): Promise<Catalogue> {
  const found: Catalogue[] = [];
  for (const file of files) found.push(sentencesInCode(file, await read(file)));
  return Object.assign({}, ...found) as Catalogue;
}

async function ofServer(files: readonly string[], where: 'everything' | 'spoken'): Promise<Catalogue> {
  const found: string[] = [];
  for (const file of files.filter((each) => each.endsWith('.ts')))
    found.push(...sentencesOfServer(file, await read(file), where));
  return asCatalogue(found);
}

async function ofYaml(files: readonly string[]): Promise<Catalogue> {
  const found: string[] = [];
  for (const file of files.filter((each) => /\/(lab|exercise)\.yaml$/.test(each))) {
    const { title, story, goal } = parse(await read(file)) as Readonly<Record<string, string | undefined>>;
    found.push(...[title, story, goal].filter((each) => each !== undefined));
  }
  return asCatalogue(found);
}

function asCatalogue(sentences: readonly string[]): Catalogue {
  return Object.fromEntries(sentences.map((sentence) => [sentence, sentence]));
}

function sorted(catalogue: Catalogue): Catalogue {
  return Object.fromEntries(Object.entries(catalogue).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function read(file: string): Promise<string> {
  return readFile(path.join(root, file), 'utf8');
}
