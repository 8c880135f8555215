import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** Comments and elements whose content is no markup, so that nothing in them is taken for a tag; then a tag that opens. */
const parts =
  /<!--[\s\S]*?-->|<(script|style|textarea|title)\b[\s\S]*?<\/\1\s*>|(?<tag><[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>)/gi;
const attributes =
  /\s+(?<name>[^\s"'>/=]+)(?:\s*=\s*(?:"(?<twice>[^"]*)"|'(?<once>[^']*)'|(?<bare>[^\s"'=<>`]+)))?/g;

/** Hidden until a script shows it, by emptying its `style.display`: a rule would win against that. */
const untilScript = /^display:\s*none;?$/;

/**
 * The page with every `style` attribute as a class, and the rules of those in its head: a policy without
 * `unsafe-inline` admits a whole `<style>` by its hash, but no attribute. A rule counts as much as the attribute did:
 * more than any class or layer, less than what a script sets.
 */
export function moveStylesToClasses(html: string): string {
  const rules = new Map<string, string>();
  const body = html.replace(parts, (part: string, ...found: unknown[]) => {
    const { tag } = found.at(-1) as { readonly tag?: string };
    return tag === undefined ? part : moveStyle(tag, rules);
  });
  if (rules.size === 0) return html;
  if (!/<\/head>/i.test(body))
    throw new Error('a page with style attributes has no </head> to put their rules');
  const sheet = `<style>${[...rules.values()].join('')}</style>`;
  return body.replace(/<\/head>/i, (end) => sheet + end);
}

function moveStyle(tag: string, rules: Map<string, string>): string {
  const values = new Map<string, string>();
  for (const { groups } of tag.matchAll(attributes))
    values.set(
      groups?.['name']?.toLowerCase() ?? '',
      groups?.['twice'] ?? groups?.['once'] ?? groups?.['bare'] ?? '',
    );
  const style = values.get('style');
  if (style === undefined) return tag;
  const name = add(style, rules);
  const classes = [values.get('class') ?? '', name].filter((each) => each !== '').join(' ');
  return tag.replace(attributes, (attribute: string, ...found: unknown[]) => {
    const key = (found.at(-1) as { readonly name: string }).name.toLowerCase();
    if (key === 'class') return ` class="${classes}"`;
    if (key !== 'style') return attribute;
    return values.has('class') ? '' : ` class="${classes}"`;
  });
}

function add(style: string, rules: Map<string, string>): string {
  const declarations = decode(style).trim();
  if (/[{}<]|\/\*/.test(declarations))
    throw new Error(`the style attribute "${style}" can not be made a rule: it has more than declarations`);
  const name = `s-${createHash('sha256').update(declarations).digest('hex').slice(0, 8)}`;
  const rule = `.${name}:not(#_){${declarations}}`;
  rules.set(name, untilScript.test(declarations) ? `@media (scripting:none){${rule}}` : rule);
  return name;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  quot: '"',
  '#34': '"',
  '#39': "'",
  '#x27': "'",
};

function decode(value: string): string {
  return value.replace(/&(#?\w+);/g, (entity, name: string) => entities[name.toLowerCase()] ?? entity);
}

/** Rewrites the pages once they are built. */
export function styleClasses(): AstroIntegration {
  return {
    name: 'kindlab-style-classes',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const root = fileURLToPath(dir);
        for (const file of await readdir(root, { recursive: true })) {
          if (!file.endsWith('.html')) continue;
          const page = path.join(root, file);
          await writeFile(page, moveStylesToClasses(await readFile(page, 'utf8')));
        }
      },
    },
  };
}
