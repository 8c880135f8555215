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
const mostSentences = 4;
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

  function find(sentence: string, depth: number): string | undefined {
    const found = exact.get(sentence);
    if (found !== undefined || depth > deepest) return found;
    const inTwo = findInTwo(sentence, depth);
    if (inTwo !== undefined) return inTwo;
    for (const pattern of patterns) {
      const values = read(sentence, pattern);
      if (values === undefined) continue;
      return pattern.translation.replaceAll(place, (_, name: string) => {
        const value = values.get(name) ?? '';
        return find(value, depth + 1) ?? value;
      });
    }
    return undefined;
  }
  /** What was put together of several sentences; the first may have got its full stop only there. */
  function findInTwo(sentence: string, depth: number): string | undefined {
    for (const { index } of [...sentence.matchAll(/\. /g)].slice(0, mostSentences)) {
      const [first, rest] = [sentence.slice(0, index), sentence.slice(index + 2)];
      const open = find(first, depth + 1);
      const said = find(`${first}.`, depth + 1) ?? (open === undefined ? undefined : `${open}.`);
      const then = said === undefined ? undefined : find(rest, depth + 1);
      if (said !== undefined && then !== undefined) return `${said} ${then}`;
    }
    return undefined;
  }
  return (sentence) => {
    const before = remembered.get(sentence);
    if (before !== undefined) return before;
    const said = find(sentence, 0) ?? sentence;
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
