import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Verdict } from '#checkers/outcome.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { readFacts } from '#labs/verify/read-facts.ts';
import { createUnderstanding } from '#site/languages/understand.ts';
import type { Catalogue } from '#site/languages/sentences.ts';
import { root, translatedLabs } from './english-catalogues.ts';

const catalog = await loadCatalog();

/** A text of code alone is the same in every language. */
function isCode(text: string): boolean {
  return text.replaceAll(/`[^`]*`|[\s.,;:()]/g, '') === '';
}

function textsOf(verdict: Verdict): readonly string[] {
  if (verdict.kind === 'holds') return [];
  const { saw, wanted, next, hints } = verdict.kind === 'settling' ? verdict.overdue : verdict;
  return [...(verdict.kind === 'settling' ? [verdict.waitingFor] : []), saw, wanted, next, ...hints];
}

test.each(translatedLabs)('everything that the checks of %s say is understood', async (id) => {
  const lab = catalog.getLab(id);
  const files = [`labs/${id}/languages/de.json`, 'site/languages/de/checkers.json'];
  const catalogues = files.map(
    async (file) => JSON.parse(await readFile(path.join(root, file), 'utf8')) as Catalogue,
  );
  const understand = createUnderstanding(await Promise.all(catalogues));
  const texts = new Set([lab.title, lab.story]);
  for (const exercise of lab.exercises) {
    texts.add(exercise.title).add(exercise.goal);
    for (const { claim, doing } of exercise.checks) texts.add(claim).add(doing ?? claim);
    for (const { check, fact } of (await readFacts(exercise)).values())
      for (const text of textsOf(exercise.checks.find((each) => each.id === check)!.judge(fact)))
        texts.add(text);
  }
  expect(texts.size).toBeGreaterThan(200);
  expect([...texts].filter((text) => !isCode(text) && understand(text) === text)).toEqual([]);
  // A word that stayed English inside of a sentence.
  const mixed = [...texts]
    .map(understand)
    .filter((text) =>
      /\b(the|is|are|with|which|and|more|missing|none|nothing|no)\b/.test(
        text.replaceAll(/`[^`]*`|„[^“]*“/g, ''),
      ),
    );
  expect(mixed).toEqual([]);
});
