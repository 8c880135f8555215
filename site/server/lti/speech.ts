import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import pages from '#site/languages/de/lti.json' with { type: 'json' };
import server from '#site/languages/de/server.json' with { type: 'json' };
import staticSync from '#labs/static-sync/languages/de.json' with { type: 'json' };
import { firstLanguage, languageOfTag, type Language } from '#site/languages/languages.ts';
import { createWords, type Words } from '#site/languages/sentences.ts';
import { createUnderstanding, type Understand } from '#site/languages/understand.ts';

/** What a page of the server's own needs to speak the language of whoever is in front of it. */
export interface Speech extends Words {
  readonly language: Language;
  /** For faults, and for titles of labs. */
  readonly understand: Understand;
}

const speeches: Readonly<Record<Language, Speech>> = {
  en: { language: 'en', ...createWords('en', {}), understand: (sentence) => sentence },
  de: {
    language: 'de',
    ...createWords('de', pages),
    understand: createUnderstanding([server, staticSync]),
  },
};

/** In the language that the platform shows its course in, if it says so and we have it, or else in the browser's. */
export function speechFor(c: Context, locale?: string): Speech {
  const asked = locale === undefined ? undefined : languageOfTag(locale);
  return speeches[asked ?? languageOfBrowser(c)];
}

function languageOfBrowser(c: Context): Language {
  const chosen = accepts(c, {
    header: 'Accept-Language',
    supports: [],
    default: firstLanguage,
    match: (accepted) => {
      const wanted = accepted.filter(({ q }) => q > 0).toSorted((one, other) => other.q - one.q);
      return (
        wanted.map(({ type }) => languageOfTag(type)).find((each) => each !== undefined) ?? firstLanguage
      );
    },
  });
  return languageOfTag(chosen) ?? firstLanguage;
}
