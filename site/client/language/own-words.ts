import { firstLanguage } from '#site/languages/languages.ts';
import type { Understand } from '#site/languages/understand.ts';
import { language } from './page-language.ts';
import { understandCourse } from './understand-server.ts';

/** Where answers of the server have sentences for readers. */
const spoken = new Set(['activity', 'advice', 'claim', 'labTitle', 'remark', 'title']);

/** Puts answers of the server about the course into the language of the page, and knows what it could not. */
export class OwnWords {
  readonly #say: Understand;
  #leftEnglish = false;

  constructor(say: Understand) {
    this.#say = say;
  }

  static async load(): Promise<OwnWords> {
    return new OwnWords(await understandCourse());
  }

  /** Whether something was said that nobody has translated yet. */
  get leftEnglish(): boolean {
    return this.#leftEnglish;
  }

  /** The answer with its titles, claims, remarks and advice in the language of the page. */
  of<T>(answer: T): T {
    return language === firstLanguage ? answer : (this.#walk(answer, false) as T);
  }

  #walk(value: unknown, isSpoken: boolean): unknown {
    if (typeof value === 'string') return isSpoken ? this.#translate(value) : value;
    if (Array.isArray(value)) return value.map((each: unknown) => this.#walk(each, isSpoken));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, this.#walk(each, spoken.has(key))]),
    );
  }

  #translate(sentence: string): string {
    const said = this.#say(sentence);
    if (said === sentence && sentence !== '') this.#leftEnglish = true;
    return said;
  }
}
