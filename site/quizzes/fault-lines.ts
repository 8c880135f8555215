/** The lines of a document, without the empty one that a closing newline makes. */
export function documentLines(document: string): readonly string[] {
  return document.replace(/\n+$/, '').split('\n');
}

/** 1-based numbers of the lines that hold `piece`. */
export function linesHolding(document: string, piece: string): readonly number[] {
  return documentLines(document).flatMap((line, index) => (line.includes(piece) ? [index + 1] : []));
}
