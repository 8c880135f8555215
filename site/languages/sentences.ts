/** Sentences of one language by the English ones; where a number decides the form, by the language's plurals. */
export type Catalogue = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

type Names<Sentence extends string> = Sentence extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** What stands in the places of a sentence: `{{name}}` wants a `name`. */
type Values<Sentence extends string, Value> = [Names<Sentence>] extends [never]
  ? []
  : [values: Readonly<Record<Names<Sentence>, Value>>];

/** An English sentence in the forms that English has; the one for `other` is its key in the catalogues. */
export interface Forms {
  readonly one: string;
  readonly other: string;
}

/** Puts what a page says into one language. What the catalogue lacks is said in English. */
export interface Words {
  /** A sentence, such as `t('Sent to {{name}}.', { name })`. */
  readonly t: <const Sentence extends string>(
    sentence: Sentence,
    ...values: Values<Sentence, number | string>
  ) => string;
  /** The form for `count`, which is also the value of `{{count}}`. */
  readonly plural: (count: number, forms: Forms) => string;
  /** A sentence around things that are no text, such as elements. */
  readonly parts: <const Sentence extends string, Part>(
    sentence: Sentence,
    ...values: Values<Sentence, Part>
  ) => (Part | string)[];
}

const place = /\{\{(\w+)\}\}/;
const numbers: Intl.NumberFormatOptions = { useGrouping: false, maximumFractionDigits: 20 };

/** The words of a language, of which `tag` is the name in HTML. */
export function createWords(tag: string, catalogue: Catalogue): Words {
  const write = new Intl.NumberFormat(tag, numbers);
  const rules = new Intl.PluralRules(tag);

  function weave<Part>(sentence: string, values: Readonly<Record<string, Part>> = {}): (Part | string)[] {
    return sentence.split(place).map((piece, index) => (index % 2 === 0 ? piece : (values[piece] ?? piece)));
  }
  function fill(sentence: string, values: Readonly<Record<string, number | string>> = {}): string {
    const shown = weave(sentence, values);
    return shown.map((part) => (typeof part === 'number' ? write.format(part) : part)).join('');
  }
  function translate(sentence: string): string {
    const found = catalogue[sentence];
    return typeof found === 'string' ? found : sentence;
  }
  return {
    t: (sentence, ...[values]) => fill(translate(sentence), values),
    plural: (count, forms) => fill(formFor(rules.select(count), forms, catalogue[forms.other]), { count }),
    parts: (sentence, ...[values]) => weave(translate(sentence), values),
  };
}

function formFor(
  category: Intl.LDMLPluralRule,
  english: Forms,
  found: Catalogue[string] | undefined,
): string {
  const forms = typeof found === 'object' ? found : undefined;
  return forms?.[category] ?? forms?.['other'] ?? (category === 'one' ? english.one : english.other);
}
