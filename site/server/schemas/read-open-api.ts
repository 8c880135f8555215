import { z } from 'zod';
import { fieldTypes, type FieldSchema, type KindName, type KindSchema } from '#site/protocol/schemas.ts';

const referencePrefix = '#/components/schemas/';
/** Descriptions of fields are a few sentences; the rest is for documentation that is read elsewhere. */
const mostDescription = 2000;
const deepest = 40;

const typeName = z.enum(fieldTypes);
const node = z.object({
  $ref: z.string().optional(),
  allOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  'x-kubernetes-int-or-string': z.boolean().optional(),
  'x-kubernetes-preserve-unknown-fields': z.boolean().optional(),
});
type Node = z.infer<typeof node>;

const ownKinds = z.array(z.object({ group: z.string(), kind: z.string(), version: z.string() }));
const named = z.object({ 'x-kubernetes-group-version-kind': ownKinds });
const openApi = z.object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) });

/** A document of the Kubernetes API's OpenAPI v3, with a schema for each name. */
export type OpenApiSchemas = Readonly<Record<string, unknown>>;

/** `undefined`: it is no such document. */
export function parseOpenApi(document: unknown): OpenApiSchemas | undefined {
  const parsed = openApi.safeParse(document);
  return parsed.success ? parsed.data.components.schemas : undefined;
}

/** The kinds that a document describes. */
export function kindsIn(schemas: OpenApiSchemas): readonly KindName[] {
  return Object.values(schemas).flatMap((schema) =>
    kindsOf(schema).map(({ group, version, kind }) => ({
      apiVersion: group === '' ? version : `${group}/${version}`,
      kind,
    })),
  );
}

/** One kind, with the definitions that it stands on and nothing else; `undefined`: it is not in the document. */
export function schemaOf(schemas: OpenApiSchemas, { apiVersion, kind }: KindName): KindSchema | undefined {
  const root = Object.values(schemas).find((schema) =>
    kindsOf(schema).some(
      (own) =>
        own.kind === kind && [own.group, own.version].filter((part) => part !== '').join('/') === apiVersion,
    ),
  );
  if (root === undefined) return undefined;
  const definitions: Record<string, FieldSchema> = {};
  const wanted: string[] = [];
  const read = (schema: unknown): FieldSchema => toField(schema, wanted, 0);
  const top = read(root);
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (Object.hasOwn(definitions, name)) continue;
    definitions[name] = read(schemas[name]);
  }
  return { root: top, definitions };
}

function kindsOf(schema: unknown): z.infer<typeof ownKinds> {
  const parsed = named.safeParse(schema);
  return parsed.success ? parsed.data['x-kubernetes-group-version-kind'] : [];
}

const anything: FieldSchema = { types: [], open: true };

/** Names what it refers to in `wanted`. What can't be understood may be anything: no help is better than wrong help. */
function toField(schema: unknown, wanted: string[], depth: number): FieldSchema {
  const parsed = node.safeParse(schema);
  if (!parsed.success || depth > deepest) return anything;
  const { data } = parsed;
  const description = data.description?.slice(0, mostDescription);
  const about = description === undefined || description === '' ? {} : { description };
  const reference = referenceOf(data);
  if (reference !== undefined) {
    wanted.push(reference);
    return { types: [], ref: reference, ...about };
  }
  const deeper = (each: unknown): FieldSchema => toField(each, wanted, depth + 1);
  const values = data.enum?.filter((value): value is string => typeof value === 'string' && value !== '');
  const properties =
    data.properties &&
    Object.fromEntries(Object.entries(data.properties).map(([name, each]) => [name, deeper(each)]));
  const required = data.required?.filter((name) => !hasDefault(data.properties?.[name]));
  const { additionalProperties: entries } = data;
  return {
    types: typesOf(data),
    ...about,
    ...(properties === undefined ? {} : { properties }),
    ...(required === undefined || required.length === 0 ? {} : { required }),
    ...(data.items === undefined ? {} : { items: deeper(data.items) }),
    ...(typeof entries === 'object' && entries !== null ? { entries: deeper(entries) } : {}),
    ...(isOpen(data) ? { open: true } : {}),
    ...(values === undefined || values.length !== data.enum?.length ? {} : { values }),
  };
}

function referenceOf({ $ref, allOf }: Node): string | undefined {
  const inner = allOf?.length === 1 ? node.safeParse(allOf[0]) : undefined;
  const reference = $ref ?? (inner?.success === true ? inner.data.$ref : undefined);
  return reference?.startsWith(referencePrefix) === true
    ? reference.slice(referencePrefix.length)
    : undefined;
}

/** Required, but put in by the API server: nobody has to write it. */
function hasDefault(schema: unknown): boolean {
  const parsed = node.safeParse(schema);
  return parsed.success && parsed.data.default !== undefined;
}

function typesOf(data: Node): FieldSchema['types'] {
  if (data['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  const own = typeName.safeParse(data.type);
  if (own.success) return [own.data];
  const choices = (data.oneOf ?? data.anyOf ?? []).map((each) => {
    const parsed = node.safeParse(each);
    return typeName.safeParse(parsed.success ? parsed.data.type : undefined);
  });
  return choices.every((choice) => choice.success) ? choices.map((choice) => choice.data) : [];
}

function isOpen(data: Node): boolean {
  if (data['x-kubernetes-preserve-unknown-fields'] === true || data.additionalProperties === true)
    return true;
  return data.properties === undefined && data.additionalProperties === undefined;
}
