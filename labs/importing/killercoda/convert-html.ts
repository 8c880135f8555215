/** Elements that a page may have as they are; all attributes are left out. */
const allowed = new Set([
  'details',
  'summary',
  'b',
  'strong',
  'i',
  'em',
  'kbd',
  'sub',
  'sup',
  'code',
  'ul',
  'ol',
  'li',
  'p',
]);

/** Dropped without a word: they only make room. */
const spacing = new Set(['br', 'hr']);

/**
 * HTML as MDX takes it: comments go, known elements stay without attributes, everything else is named to `drop` and
 * left out, its text stays.
 */
export function convertHtml(html: string, drop: (element: string) => void): string {
  const parts = html.replaceAll(/<!--[\s\S]*?-->/g, '').split(/(<\/?[a-zA-Z][^>]*>)/);
  return parts
    .map((part) => {
      const { close = '', name = '' } =
        /^<(?<close>\/?)(?<name>[a-zA-Z][\w-]*)[^>]*>$/.exec(part)?.groups ?? {};
      const element = name.toLowerCase();
      if (element === '') return escapeText(part);
      // On a line of its own; otherwise MDX takes it for the beginning of a paragraph.
      if (element === 'details') return close === '' ? '<details>\n' : '\n</details>';
      if (allowed.has(element)) return `<${close}${element}>`;
      if (!spacing.has(element) && close === '') drop(element);
      return '';
    })
    .join('');
}

/** Text in which MDX would see an expression or an element. Escapes that stand there already are kept. */
export function escapeText(text: string): string {
  return text.replaceAll(/(?<!\\)[{}<]/g, String.raw`\$&`);
}

/** Elements that are opened and not closed, or the other way round: MDX refuses the page. */
export function unbalanced(page: string): readonly string[] {
  return [...allowed].filter((element) => count(page, `<${element}>`) !== count(page, `</${element}>`));
}

function count(text: string, piece: string): number {
  return text.split(piece).length - 1;
}
