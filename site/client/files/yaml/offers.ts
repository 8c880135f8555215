import type { FieldSchema, KindName, KindSchema } from '#site/protocol/schemas.ts';
import { fieldAt, resolve } from './manifests.ts';
import type { Typing } from './place.ts';
import { t } from '../words.ts';

/** Something that could stand where somebody types. */
export interface Offer {
  readonly label: string;
  readonly apply: string;
  /** What it takes, in a word or two. */
  readonly detail: string;
  readonly info: string;
  readonly required: boolean;
}

/** What the cluster writes itself; nobody types it. */
const notTyped = new Set([
  'status',
  'managedFields',
  'creationTimestamp',
  'resourceVersion',
  'uid',
  'generation',
]);

/** From the schema alone: what is right here is for the learner to find out. */
export function offersFor(typing: Typing, schema: KindSchema, indent: string): readonly Offer[] {
  const field = fieldAt(typing.path, schema);
  if (field === undefined) return [];
  if (typing.what === 'value') return valuesOf(field).map((value) => valueOffer(value, field));
  const inList = field.properties === undefined && field.items !== undefined;
  const holder = inList ? resolve(field.items, schema) : field;
  return Object.entries(holder?.properties ?? {})
    .filter(([name]) => !typing.beside.includes(name) && !notTyped.has(name))
    .map(([name, given]) => {
      const inner = resolve(given, schema) ?? given;
      return {
        label: inList ? `- ${name}` : name,
        apply: `${inList ? '- ' : ''}${name}:${after(inner, `${indent}${inList ? '  ' : ''}`)}`,
        detail: typeWord(inner),
        info: inner.description ?? '',
        required: holder?.required?.includes(name) === true,
      };
    });
}

/** What a document can begin with, and the kinds that there are. */
export function firstOffers(
  { what, path, beside }: Typing,
  kinds: readonly KindName[],
  apiVersion: unknown,
): readonly Offer[] {
  const plain = (apply: string, label = apply): Offer => ({
    label,
    apply,
    detail: '',
    info: '',
    required: false,
  });
  if (what === 'key') {
    if (path.length > 0) return [];
    return ['apiVersion', 'kind', 'metadata'].flatMap((name) =>
      beside.includes(name) ? [] : plain(name === 'metadata' ? `${name}:\n  ` : `${name}: `, name),
    );
  }
  if (path.length !== 1) return [];
  if (path[0] === 'apiVersion')
    return unique(kinds.map((each) => each.apiVersion)).map((each) => plain(each));
  if (path[0] !== 'kind') return [];
  const ofVersion = kinds.filter((each) => each.apiVersion === apiVersion);
  return unique((ofVersion.length > 0 ? ofVersion : kinds).map(({ kind }) => kind)).map((each) =>
    plain(each),
  );
}

/** A word or two for what a field takes. */
export function typeWord({ types, values, items }: FieldSchema): string {
  if (values !== undefined) return values.join(' | ');
  if (types.includes('array'))
    return items === undefined
      ? t('list')
      : t('list of {{what}}', { what: typeWord({ ...items, values: undefined }) || t('anything') });
  if (types.length === 0) return '';
  const words = types.map((type) => (type === 'object' ? t('fields') : type === 'string' ? t('text') : type));
  return words.join(` ${t('or')} `);
}

function valuesOf({ values, types }: FieldSchema): readonly string[] {
  return values ?? (types.length === 1 && types[0] === 'boolean' ? ['true', 'false'] : []);
}

function valueOffer(value: string, { description }: FieldSchema): Offer {
  return { label: value, apply: value, detail: '', info: description ?? '', required: false };
}

/** What follows the colon, so that one can go on typing. */
function after({ types }: FieldSchema, indent: string): string {
  if (types.includes('array')) return `\n${indent}  - `;
  return types.includes('object') ? `\n${indent}  ` : ' ';
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort();
}
