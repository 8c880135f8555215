import type { Catalogue } from './sentences.ts';

/** Puts a sentence that the server made into the reader's language. */
export type Understand = (sentence: string) => string;

interface Pattern {
  readonly head: string;
  readonly tail: string;
  readonly whole: RegExp;
  readonly names: readonly string[];
  readonly translation: string;
}

const place = /\{\{(\w+)\}\}/g;
/** Values that may stand in a sentence of hardly any words of its own, such as “`a`, `b` and 3 more”. */
const plain = '((?:`[^`]*`|[\\d.,]+|, | more)+?)';
const fewWords = 6;
const deepest = 3;
const mostRemembered = 500;

/**
 * The server speaks English, in sentences whose patterns are the catalogue's keys; what stands in their places is taken
 * over, and put into words itself where it is a sentence too. What no pattern fits stays as it is.
 */
export function createUnderstanding(catalogues: readonly Catalogue[]): Understand {
  const entries = catalogues.flatMap((catalogue) => Object.entries(catalogue)).flatMap(onlySentences);
  const exact = new Map(entries.filter(([key]) => key.search(place) < 0));
  const patterns = entries
    .filter(([key]) => key.search(place) >= 0)
    // The one with the most words of its own first: it says the most.
    .toSorted(([one], [other]) => ownWords(other) - ownWords(one))
    .map(([key, translation]) => toPattern(key, translation));
  const remembered = new Map<string, string>();

  function understand(sentence: string, depth: number): string {
    const found = exact.get(sentence);
    if (found !== undefined || depth > deepest) return found ?? sentence;
    for (const pattern of patterns) {
      const values = read(sentence, pattern);
      if (values === undefined) continue;
      return pattern.translation.replaceAll(place, (_, name: string) =>
        understand(values.get(name) ?? '', depth + 1),
      );
    }
    return sentence;
  }
  return (sentence) => {
    const before = remembered.get(sentence);
    if (before !== undefined) return before;
    const said = understand(sentence, 0);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(sentence, said);
    return said;
  };
}

function onlySentences([key, value]: [string, Catalogue[string]]): (readonly [string, string])[] {
  return typeof value === 'string' ? [[key, value]] : [];
}

function ownWords(key: string): number {
  return key.replaceAll(place, '').length;
}

function toPattern(key: string, translation: string): Pattern {
  const pieces = key.split(/\{\{\w+\}\}/);
  const value = ownWords(key) < fewWords ? plain : '(.*?)';
  return {
    head: pieces[0] ?? '',
    tail: pieces.at(-1) ?? '',
    whole: new RegExp(`^${pieces.map((piece) => escape(piece)).join(value)}$`, 's'),
    names: Array.from(key.matchAll(place), ([, name]) => name ?? ''),
    translation,
  };
}

function read(sentence: string, pattern: Pattern): ReadonlyMap<string, string> | undefined {
  if (!sentence.startsWith(pattern.head) || !sentence.endsWith(pattern.tail)) return undefined;
  const found = pattern.whole.exec(sentence);
  if (found === null) return undefined;
  return new Map(pattern.names.map((name, index) => [name, found[index + 1] ?? '']));
}

function escape(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
