import { isMap, isScalar, parseAllDocuments, type Document } from 'yaml';
import type { FieldSchema, KindName, KindSchema } from '#site/protocol/schemas.ts';

/** One document of a YAML file, and what it says that it is. */
export interface Manifest {
  readonly document: Document.Parsed;
  /** Where it stands in the text. */
  readonly from: number;
  readonly to: number;
  /** Absent: it does not say both. */
  readonly kind: KindName | undefined;
}

/** The documents of a file, also of one that has mistakes. */
export function readManifests(text: string): readonly Manifest[] {
  const documents = parseAllDocuments(text, { merge: true, prettyErrors: false, logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => ({
    document,
    from: document.range[0],
    to: document.range[2],
    kind: kindOf(document),
  }));
}

/** A field without the names of definitions in between. */
export function resolve(
  field: FieldSchema | undefined,
  { definitions }: KindSchema,
): FieldSchema | undefined {
  let found = field;
  for (let hops = 0; found?.ref !== undefined && hops < 10; hops += 1) {
    const { description } = found;
    const next: FieldSchema | undefined = definitions[found.ref];
    // What is said about the field is better than what is said about everything of its type.
    found = next && (description === undefined ? next : { ...next, description });
  }
  return found;
}

/** The field at a path of names and places in lists; `undefined`: the kind has none there, or it may be anything. */
export function fieldAt(path: readonly (number | string)[], schema: KindSchema): FieldSchema | undefined {
  return path.reduce<FieldSchema | undefined>(
    (field, step) => resolve(stepInto(resolve(field, schema), step), schema),
    resolve(schema.root, schema),
  );
}

function stepInto(field: FieldSchema | undefined, step: number | string): FieldSchema | undefined {
  if (field === undefined) return undefined;
  if (typeof step === 'number') return field.items;
  const { properties } = field;
  return properties !== undefined && Object.hasOwn(properties, step) ? properties[step] : field.entries;
}

function kindOf({ contents }: Document.Parsed): KindName | undefined {
  if (!isMap(contents)) return undefined;
  const [apiVersion, kind] = ['apiVersion', 'kind'].map((name) => contents.get(name));
  return typeof apiVersion === 'string' && typeof kind === 'string' ? { apiVersion, kind } : undefined;
}

/** Whether a node is there and says something. */
export function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}
