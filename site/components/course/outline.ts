import { getCollection, type CollectionEntry } from 'astro:content';
import { otherLanguages, pageIn } from '#site/languages/languages.ts';
import type { Catalogue } from '#site/languages/sentences.ts';
import { createUnderstanding } from '#site/languages/understand.ts';

export interface LessonEntry {
  readonly href: string;
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly minutes: number;
}

export interface LabEntry {
  readonly id: string;
  readonly href: string;
  /** The number in the sidebar; else its place among the labs. */
  readonly number: number;
  /** What the page calls itself. */
  readonly title: string;
  /** A few words, as in the catalogue: “Static sync”. */
  readonly name: string;
  readonly description: string;
  /** Without bonus exercises. */
  readonly minutes: number;
  readonly exercises: readonly { readonly title: string; readonly bonus: boolean }[];
}

/** All lessons that have a page, in the order of the course. */
export async function listLessons(language: string): Promise<readonly LessonEntry[]> {
  const pages = await listPages(language);
  return pages
    .flatMap(({ href, data: { lesson, title, description } }) =>
      lesson === undefined ? [] : [{ href, title, description: description ?? '', ...lesson }],
    )
    .sort((one, other) => one.number - other.number);
}

/** All labs that have a page and an entry in the catalogue, in the order of the course. */
export async function listLabs(language: string): Promise<readonly LabEntry[]> {
  const [pages, labs, exercises] = await Promise.all([
    listPages(language),
    getCollection('labs'),
    getCollection('exercises'),
  ]);
  const inOrder = pages
    .filter(({ data }) => data.lab !== undefined)
    .toSorted((one, other) => placeOf(one) - placeOf(other));
  return inOrder.flatMap(({ href, data }, index) => {
    const lab = labs.find((each) => each.id === data.lab);
    if (lab === undefined) return [];
    const parts = lab.data.exercises.flatMap(
      (name) => exercises.find((each) => each.id === `${lab.id}/${name}`)?.data ?? [],
    );
    const minutes = parts.reduce((sum, part) => sum + (part.bonus ? 0 : part.minutes), 0);
    const { title, description = lab.data.story } = data;
    const name = understandLab(language, lab.id)(lab.data.title);
    const entry = { id: lab.id, href, title, name, description, minutes };
    return [{ ...entry, number: data.sidebar.order ?? index + 1, exercises: parts }];
  });
}

interface Page {
  readonly href: string;
  readonly data: CollectionEntry<'docs'>['data'];
}

/** Every page of the course once, in the language if there is a translation, and else in English. */
async function listPages(language: string): Promise<readonly Page[]> {
  const all = await getCollection('docs');
  const dataOf = new Map(all.map(({ id, data }) => [id, data]));
  const isTranslation = (id: string): boolean => otherLanguages.some((other) => id.startsWith(`${other}/`));
  return all
    .filter(({ id }) => !isTranslation(id))
    .map(({ id, data }) => ({
      href: pageIn(language, `/${id}/`),
      data: dataOf.get(`${language}/${id}`) ?? data,
    }));
}

const labCatalogues = import.meta.glob<Catalogue>('../../../labs/*/languages/*.json', {
  import: 'default',
  eager: true,
});

function understandLab(language: string, lab: string): (sentence: string) => string {
  const own = labCatalogues[`../../../labs/${lab}/languages/${language}.json`];
  return createUnderstanding(own === undefined ? [] : [own]);
}

function placeOf({ data }: Page): number {
  return data.sidebar.order ?? Number.MAX_SAFE_INTEGER;
}

/** “1 h 25 min”, for sums that a reader plans with. */
export function inHours(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}
