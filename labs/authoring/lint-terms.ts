/** Terms that mean nothing to somebody who meets them for the first time. */
const terms = [
  'SecretStore',
  'ClusterSecretStore',
  'ExternalSecret',
  'PushSecret',
  'VaultDynamicSecret',
  'service account',
  'audit device',
  'PKI engine',
];

export interface Page {
  readonly name: string;
  readonly text: string;
}

/**
 * A term is taught before it is used: where it first stands in the text of the pages, in the order in which they are
 * read, it stands in bold or as a heading's subject.
 */
export function lintTerms(pages: readonly Page[]): readonly string[] {
  return terms.flatMap((term) => {
    const first = pages
      .map(({ name, text }) => ({ name, at: prose(text).search(wordOf(term)), text: prose(text) }))
      .find(({ at }) => at >= 0);
    if (first === undefined) return [];
    const around = first.text.slice(Math.max(0, first.at - 40), first.at + term.length + 60);
    const taught =
      new RegExp(`\\*\\*[^*]*${term}[^*]*\\*\\*`, 'i').test(around) ||
      /^#+ /m.test(first.text.slice(first.text.lastIndexOf('\n', first.at) + 1, first.at));
    return taught
      ? []
      : [`${first.name} uses “${term}” before it is taught: “…${around.replaceAll('\n', ' ').trim()}…”`];
  });
}

/** The running text: no frontmatter, code, imports or attributes. */
function prose(text: string): string {
  return text
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replaceAll(/```[\s\S]*?```/g, '')
    .replaceAll(/`[^`\n]*`/g, '')
    .replaceAll(/^import .*$/gm, '')
    .replaceAll(/<[A-Z][\s\S]*?>/g, '');
}

function wordOf(term: string): RegExp {
  return new RegExp(`\\b${term}`, 'i');
}
