/**
 * What the kinds of a running attempt's cluster look like, for help while writing manifests. Schema only: nothing of
 * what is in the cluster, and nothing of what a lab asks for.
 *
 * GET /api/attempts/:id/schemas                       → kindList
 * GET /api/attempts/:id/schemas/kind?apiVersion&kind  → kindSchema; 404 when the cluster has no such kind
 */
import { z } from 'zod';

export const kindName = z.object({ apiVersion: z.string().max(300), kind: z.string().max(100) });
export type KindName = z.infer<typeof kindName>;

export const kindList = z.object({ kinds: z.array(kindName) });

export const fieldTypes = ['array', 'boolean', 'integer', 'number', 'object', 'string'] as const;

const fieldSchema = z.object({
  /** Stands for this definition of the kind. */
  ref: z.string().optional(),
  /** None: anything. */
  types: z.array(z.enum(fieldTypes)),
  description: z.string().optional(),
  get properties(): z.ZodOptional<z.ZodRecord<z.ZodString, typeof fieldSchema>> {
    return z.record(z.string(), fieldSchema).optional();
  },
  required: z.array(z.string()).optional(),
  /** Of each element of a list. */
  get items(): z.ZodOptional<typeof fieldSchema> {
    return fieldSchema.optional();
  },
  /** Of fields that may have any name. */
  get entries(): z.ZodOptional<typeof fieldSchema> {
    return fieldSchema.optional();
  },
  /** May hold fields that are not listed. */
  open: z.literal(true).optional(),
  /** The only values that are taken. */
  values: z.array(z.string()).optional(),
});
export type FieldSchema = z.infer<typeof fieldSchema>;

export const kindSchema = z.object({ root: fieldSchema, definitions: z.record(z.string(), fieldSchema) });
export type KindSchema = z.infer<typeof kindSchema>;
