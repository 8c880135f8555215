import { isAlias, isMap, isScalar, isSeq, Scalar, type Node, type Pair, type YAMLMap } from 'yaml';
import type { FieldSchema, KindSchema } from '#site/protocol/schemas.ts';
import { isEmpty, resolve, type Manifest } from './manifests.ts';
import { t } from '../words.ts';

/** Something in the text that the API server would refuse. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

type FieldType = FieldSchema['types'][number];

/** Plain words that `kubectl` reads as true or false, as YAML 1.1 said. */
const oldBooleans = /^(y|yes|on|n|no|off)$/i;
const named: Readonly<Record<FieldType, string>> = {
  array: t('a list'),
  boolean: t('`true` or `false`'),
  integer: t('a whole number'),
  number: t('a number'),
  object: t('fields of its own'),
  string: t('text'),
};
const mostMarks = 100;
/** Of a long node, only so many characters are marked. */
const mostMarked = 200;

/** What is no YAML in a document. */
export function syntaxMarks({ document }: Manifest): readonly Mark[] {
  return document.errors.map(({ pos: [from, to], message }) => ({
    from,
    to: Math.max(to, from + 1),
    message: t('This is not YAML: {{message}}', { message }),
  }));
}

/** What does not fit the schema of the document's kind. What is merged in from elsewhere in the file is not looked at. */
export function schemaMarks({ document }: Manifest, schema: KindSchema): readonly Mark[] {
  const marks: Mark[] = [];
  look(document.contents, schema.root, { schema, marks, name: t('The document') });
  return marks.slice(0, mostMarks);
}

interface Looking {
  readonly schema: KindSchema;
  readonly marks: Mark[];
  /** What is looked at, for sentences. */
  readonly name: string;
}

function look(node: Node | null, given: FieldSchema | undefined, looking: Looking): void {
  const field = resolve(given, looking.schema);
  // An empty field counts as left out; what is being typed begins like that.
  if (node === null || field === undefined || isEmpty(node) || isAlias(node)) return;
  const is = typesOf(node);
  if (field.types.length > 0 && !field.types.some((type) => is.includes(type))) {
    mark(looking, node, wrongType(node, field.types, looking.name));
    return;
  }
  if (isMap(node)) lookAtFields(node, field, looking);
  if (isSeq(node)) {
    const name = t('Each element of {{name}}', { name: quoted(looking.name) });
    for (const item of node.items) look(asNode(item), field.items, { ...looking, name });
  }
  if (isScalar(node) && field.values !== undefined && !field.values.includes(String(node.value))) {
    mark(
      looking,
      node,
      t('{{name}} is one of {{values}}.', {
        name: looking.name,
        values: field.values.map((each) => `\`${each}\``).join(', '),
      }),
    );
  }
}

function lookAtFields(node: YAMLMap, field: FieldSchema, looking: Looking): void {
  const present = new Set<string>();
  let merged = false;
  for (const pair of node.items) {
    const key = keyOf(pair);
    if (key === undefined) continue;
    if (key === '<<') merged = true;
    present.add(key);
    if (key === '<<') continue;
    const known = field.properties !== undefined && Object.hasOwn(field.properties, key);
    const value = known ? field.properties?.[key] : field.entries;
    if (value !== undefined) look(asNode(pair.value), value, { ...looking, name: `\`${key}\`` });
    else if (field.open !== true) mark(looking, asNode(pair.key), unknown(key, field));
  }
  const missing = (field.required ?? []).filter((name) => !present.has(name));
  if (missing.length > 0 && !merged) {
    const what = missing.map((name) => `\`${name}\``).join(', ');
    mark(
      looking,
      asNode(node.items[0]?.key) ?? node,
      t('{{name}} needs {{what}}.', { name: looking.name, what }),
    );
  }
}

function unknown(key: string, { properties = {} }: FieldSchema): string {
  const alike = Object.keys(properties).find((name) => name.toLowerCase() === key.toLowerCase());
  const none = t('There is no field `{{key}}` here.', { key });
  return alike === undefined ? none : `${none} ${t('It is written `{{alike}}`.', { alike })}`;
}

function wrongType(node: Node, types: FieldSchema['types'], name: string): string {
  const wanted = types.map((type) => named[type]).join(` ${t('or')} `);
  const isText = types.includes('string') && isScalar(node);
  const takes = t('{{name}} takes {{wanted}}.', { name, wanted });
  if (!isText) return takes;
  const what = named[typesOf(node)[0] ?? 'string'];
  return `${takes} ${t('Put it in quotes: it is read as {{what}}.', { what })}`;
}

/** What `kubectl` reads a node as. */
function typesOf(node: Node): readonly FieldType[] {
  if (isMap(node)) return ['object'];
  if (isSeq(node)) return ['array'];
  if (!isScalar(node)) return [];
  const { value, type } = node;
  if (typeof value === 'boolean') return ['boolean'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  return type === Scalar.PLAIN && typeof value === 'string' && oldBooleans.test(value)
    ? ['boolean']
    : ['string'];
}

function mark({ marks }: Looking, node: Node | null, message: string): void {
  const [from, to] = node?.range ?? [0, 1];
  marks.push({ from, to: Math.min(Math.max(to, from + 1), from + mostMarked), message });
}

function quoted(name: string): string {
  return name.startsWith('`') ? name : t('the list');
}

/** The name of a field; `undefined` for keys that no field has. */
export function keyOf({ key }: Pair): string | undefined {
  if (!isScalar(key)) return undefined;
  const { value } = key;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Of what a parsed pair holds. */
export function asNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;
}
