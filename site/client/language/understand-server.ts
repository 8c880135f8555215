import type { Catalogue } from '#site/languages/sentences.ts';
import { createUnderstanding, type Understand } from '#site/languages/understand.ts';
import { firstLanguage } from '#site/languages/languages.ts';
import { language, loadCatalogues } from './page-language.ts';

const everywhere = import.meta.glob<Catalogue>(
  ['../../languages/*/server.json', '../../languages/*/checkers.json', '!../../languages/en/*'],
  { import: 'default' },
);
const ofLabs = import.meta.glob<Catalogue>(
  ['../../../labs/*/languages/*.json', '!../../../labs/*/languages/en.json'],
  { import: 'default' },
);

let plain: Promise<Understand> | undefined;

/** Understands what the server says in general, such as why it could not do something. */
export function understandServer(): Promise<Understand> {
  plain ??= loadUnderstanding(everywhere);
  return plain;
}

/** Understands what the server says in a lab: also its exercises, and what its checks saw. */
export function understandLab(lab: string): Promise<Understand> {
  const own = Object.entries(ofLabs).filter(([path]) => path.includes(`/${lab}/`));
  return loadUnderstanding({ ...everywhere, ...Object.fromEntries(own) });
}

let whole: Promise<Understand> | undefined;

/** Understands what the server says of the course as a whole: of all its labs. */
export function understandCourse(): Promise<Understand> {
  whole ??= loadUnderstanding({ ...everywhere, ...ofLabs });
  return whole;
}

async function loadUnderstanding(files: typeof everywhere): Promise<Understand> {
  if (language === firstLanguage) return (sentence) => sentence;
  return createUnderstanding(await loadCatalogues(files));
}
