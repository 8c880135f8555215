import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { otherLanguages } from '#site/languages/languages.ts';
import type { Catalogue } from '#site/languages/sentences.ts';
import { root } from './english-catalogues.ts';

const catalogueFile = z.record(
  z.string(),
  z.union([z.string().min(1), z.record(z.string(), z.string().min(1))]),
);

/** What other languages lack, have too much, or say with other places. A line each. */
export async function compareCatalogues(english: ReadonlyMap<string, Catalogue>): Promise<readonly string[]> {
  const problems = await Promise.all(
    otherLanguages.flatMap((language) =>
      [...english].map(async ([name, catalogue]) => {
        const own = name.replace(/\ben(?=\.json|\/)/, language);
        const read = await readFile(path.join(root, own), 'utf8').catch(() => '{}');
        return compare(catalogue, catalogueFile.parse(JSON.parse(read)), language).map(
          (problem) => `${own}: ${problem}`,
        );
      }),
    ),
  );
  return problems.flat();
}

/** What is wrong with a translation of `english`. */
export function compare(english: Catalogue, own: Catalogue, language: string): readonly string[] {
  const missing = Object.keys(english).filter((key) => own[key] === undefined);
  const unused = Object.keys(own).filter((key) => english[key] === undefined);
  const shared = Object.entries(own).filter(([key]) => english[key] !== undefined);
  return [
    ...missing.map((key) => `nothing for “${key}”`),
    ...unused.map((key) => `nobody says “${key}” any more`),
    ...shared.flatMap(([key, value]) => wrongForm(key, english[key], value, language)),
  ];
}

function wrongForm(
  key: string,
  english: Catalogue[string] | undefined,
  value: Catalogue[string],
  language: string,
): readonly string[] {
  if (typeof value === 'string') {
    if (typeof english !== 'string') return [`“${key}” wants a form for each number`];
    return places(key) === places(value) ? [] : [`“${key}” has ${places(key)}, not ${places(value)}`];
  }
  if (typeof english === 'string') return [`“${key}” wants one sentence`];
  const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return [
    ...wanted.filter((form) => value[form] === undefined).map((form) => `“${key}” lacks the form “${form}”`),
    ...Object.entries(value)
      .filter(([form, words]) => form === 'other' && places(words) !== places(key))
      .map(([, words]) => `“${key}” has ${places(key)}, not ${places(words)}`),
  ];
}

/** The places of a sentence, each once. */
function places(sentence: string): string {
  const found = new Set(Array.from(sentence.matchAll(/\{\{\w+\}\}/g), ([place]) => place));
  return found.size === 0 ? 'no places' : [...found].sort().join(' ');
}
