import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { createUnderstanding, type Understand } from '#site/languages/understand.ts';
import type { Catalogue } from '#site/languages/sentences.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Puts any sentence of ours into German, whoever says it; what is none of ours, or German already, comes back as it is. */
export function understandAll(): Understand {
  const folder = path.join(root, 'site/languages/de');
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  const own = path.join(root, 'labs/static-sync/languages/de.json');
  return createUnderstanding([...files, own].map((file) => withForms(read(file))));
}

/** Sentences of which a number decides the form, as sentences of their own. */
function withForms(catalogue: Catalogue): Catalogue {
  return Object.fromEntries(
    Object.entries(catalogue).map(([english, said]) => [
      english,
      typeof said === 'string' ? said : (said['other'] ?? english),
    ]),
  );
}

function read(file: string): Catalogue {
  return JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
}

/**
 * English sentences on a German page that have a German one: what is written in it, and what is read out of it. What the
 * page itself calls English, code and terminals are left out.
 */
export async function untranslatedOn(page: Page, understand: Understand): Promise<readonly string[]> {
  const said = await page.evaluate(() => {
    const skipped = 'code, pre, script, style, kbd, textarea, .xterm, .cm-editor, option[lang], [lang=en]';
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      if (element === null || element.closest(skipped) !== null) continue;
      if (node instanceof Element)
        for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
          found.add(node.getAttribute(name) ?? '');
      else found.add(node.textContent ?? '');
    }
    return [...found].map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => text !== '');
  });
  return said.filter((text) => understand(text) !== text);
}
