import { getCollection } from 'astro:content';

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
export async function listLessons(): Promise<readonly LessonEntry[]> {
  const pages = await getCollection('docs');
  return pages
    .flatMap(({ id, data: { lesson, title, description } }) =>
      lesson === undefined ? [] : [{ href: `/${id}/`, title, description: description ?? '', ...lesson }],
    )
    .sort((one, other) => one.number - other.number);
}

/** All labs that have a page and an entry in the catalogue, in the order of the course. */
export async function listLabs(): Promise<readonly LabEntry[]> {
  const [pages, labs, exercises] = await Promise.all([
    getCollection('docs', ({ data }) => data.lab !== undefined),
    getCollection('labs'),
    getCollection('exercises'),
  ]);
  const inOrder = pages.toSorted((one, other) => placeOf(one) - placeOf(other));
  return inOrder.flatMap(({ id, data }, index) => {
    const lab = labs.find((each) => each.id === data.lab);
    if (lab === undefined) return [];
    const parts = lab.data.exercises.flatMap(
      (name) => exercises.find((each) => each.id === `${lab.id}/${name}`)?.data ?? [],
    );
    const minutes = parts.reduce((sum, part) => sum + (part.bonus ? 0 : part.minutes), 0);
    const { title, description = lab.data.story } = data;
    const entry = { id: lab.id, href: `/${id}/`, title, name: lab.data.title, description, minutes };
    return [{ ...entry, number: data.sidebar.order ?? index + 1, exercises: parts }];
  });
}

function placeOf({ data }: { data: { sidebar: { order?: number | undefined } } }): number {
  return data.sidebar.order ?? Number.MAX_SAFE_INTEGER;
}

/** “1 h 25 min”, for sums that a reader plans with. */
export function inHours(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}
