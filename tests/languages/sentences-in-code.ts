import type { Catalogue } from '#site/languages/sentences.ts';

const text = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`;
const sentence = new RegExp(String.raw`\b(?:t|parts)\(\s*(${text})`, 'g');
const forms = new RegExp(
  String.raw`\bplural\(\s*[^,{}]+,\s*\{\s*one:\s*(${text}),\s*other:\s*(${text}),?\s*\}`,
  'g',
);
const call = /(?<![.\w])(?:t|parts|plural)\(/g;

/**
 * What a file of the interface says: the sentences that it gives to `t`, `parts` and `plural`, as they stand there. Throws
 * when one of these gets something that isn't written out, which no catalogue could have.
 */
export function sentencesInCode(file: string, source: string): Catalogue {
  const said = [...source.matchAll(sentence)].map(([, found]) => unquote(found));
  const counted = [...source.matchAll(forms)].map(
    ([, one, other]) => [unquote(one), unquote(other)] as const,
  );
  const calls = [...source.matchAll(call)].length;
  if (calls !== said.length + counted.length)
    throw new Error(
      `${file} says ${String(calls)} things, and ${String(said.length + counted.length)} are written out: give t, parts and plural the words themselves.`,
    );
  return {
    ...Object.fromEntries(said.map((each) => [each, each])),
    ...Object.fromEntries(counted.map(([one, other]) => [other, { one, other }])),
  };
}

/** What a quoted text of TypeScript says. */
function unquote(quoted = "''"): string {
  const body = quoted.slice(1, -1).replaceAll(/\\(.)/gs, (_, char: string) => (char === 'n' ? '\n' : char));
  return body;
}
