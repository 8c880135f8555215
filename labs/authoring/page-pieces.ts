/** What a page does, as opposed to what it says. */
export interface Piece {
  /** A block of code with its marks, a component with its properties, the kind of a note. */
  readonly what: string;
  readonly line: number;
}

/** What stands before the first exercise, or one exercise. */
export interface Section {
  /** The exercise's id, or `start`. */
  readonly id: string;
  readonly line: number;
  readonly pieces: readonly Piece[];
  /** Inline code, and the line where it first stands. */
  readonly codes: ReadonlyMap<string, number>;
}

const token =
  /^```(?<mark>.*)\n(?<body>[\s\S]*?)^```$|<(?<component>[A-Z]\w*)(?<properties>[^>]*)>|^:::(?<note>[a-z]+)|`(?<code>[^`\n]+)`/gm;
const exercise = /\bid="([^"]+)"/;
/** Properties that are words. */
const words = /\s*\b(?:title|goal|caption|desc)="[^"]*"/g;

/** A lab page in its parts. What follows the last exercise counts to it. */
export function exercisesOf(page: string): readonly Section[] {
  const text = page.replace(/^---\n[\s\S]*?\n---\n/, (matter) => matter.replaceAll(/[^\n]/g, ''));
  const sections: { id: string; line: number; pieces: Piece[]; codes: Map<string, number> }[] = [
    { id: 'start', line: 1, pieces: [], codes: new Map() },
  ];
  for (const match of text.matchAll(token)) {
    const line = text.slice(0, match.index).split('\n').length;
    const { mark, body, component, properties = '', note, code } = match.groups ?? {};
    const id = component === 'Exercise' ? exercise.exec(properties)?.[1] : undefined;
    if (id !== undefined) sections.push({ id, line, pieces: [], codes: new Map() });
    const section = sections.at(-1);
    if (code !== undefined && section?.codes.has(code) === false) section.codes.set(code, line);
    const what =
      mark !== undefined
        ? `${mark}: ${(body ?? '').trimEnd()}`
        : component !== undefined
          ? `<${component}${properties.replaceAll(words, '').replaceAll(/\s+/g, ' ').trimEnd()}>`
          : note === undefined
            ? undefined
            : `:::${note}`;
    if (what !== undefined) section?.pieces.push({ what, line });
  }
  return sections;
}
