import { exercisesOf, type Piece, type Section } from './page-pieces.ts';

export interface LabPage {
  /** Shown before each difference. */
  readonly name: string;
  readonly text: string;
}

/**
 * Where a translated page does something else than the original: other exercises, commands or components, or another
 * order of them. Words may differ, and so may titles, goals and captions.
 */
export function comparePages(original: LabPage, translation: LabPage): readonly string[] {
  const [wanted, found] = [exercisesOf(original.text), exercisesOf(translation.text)];
  const at = (line: number): string => `${translation.name}:${String(line)}`;
  const names = (sections: readonly Section[]): string => sections.map(({ id }) => id).join(', ');
  if (names(wanted) !== names(found))
    return [`${at(1)}: the exercises are ${names(found)}; in ${original.name} they are ${names(wanted)}.`];
  return wanted.flatMap((section, index) => {
    const own = found[index];
    return own === undefined
      ? []
      : [...comparePieces(section, own), ...compareCodes(section, own)].map(
          ({ line, problem }) => `${at(line)}: ${problem}`,
        );
  });

  function comparePieces(section: Section, own: Section): readonly { line: number; problem: string }[] {
    const length = Math.max(section.pieces.length, own.pieces.length);
    for (let index = 0; index < length; index += 1) {
      const [wants, has] = [section.pieces[index], own.pieces[index]];
      if (wants?.what === has?.what) continue;
      // What comes after the first difference of an exercise would differ only because of it.
      return [
        { line: has?.line ?? own.line, problem: `${shown(has)}; ${original.name} has ${shown(wants)}.` },
      ];
    }
    return [];
  }

  function compareCodes(section: Section, own: Section): readonly { line: number; problem: string }[] {
    const missing = [...section.codes].filter(([code]) => !own.codes.has(code));
    const added = [...own.codes].filter(([code]) => !section.codes.has(code));
    return [
      ...missing.map(([code, line]) => ({
        line: own.line,
        problem: `nothing says \`${code}\`, as ${original.name}:${String(line)} does.`,
      })),
      ...added.map(([code, line]) => ({ line, problem: `\`${code}\` is not in ${original.name}.` })),
    ];
  }
}

function shown(piece: Piece | undefined): string {
  return piece === undefined
    ? 'nothing'
    : `“${piece.what.replaceAll('\n', ' ⏎ ')}” (line ${String(piece.line)})`;
}
