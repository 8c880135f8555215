/**
 * `npm run languages`: writes the English catalogues anew, from the code, and says what the other languages lack. Exit
 * code 1 when they lack something.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { compareCatalogues } from './compare-catalogues.ts';
import { englishCatalogues, root } from './english-catalogues.ts';

const english = await englishCatalogues();
for (const [name, catalogue] of english) {
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  const options = { ...(await resolveConfig(file)), parser: 'json' };
  await writeFile(file, await format(JSON.stringify(catalogue), options));
}
const problems = await compareCatalogues(english);
for (const problem of problems) console.log(problem);
console.log(
  `${String(english.size)} English catalogues are written; ${String(problems.length)} differences in other languages.`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
