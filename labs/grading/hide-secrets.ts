import type { z } from 'zod';
import { presentable } from '#checkers/presentable.ts';

/** The same without any of these secrets in any of its texts, whatever made them appear there. */
export function hideSecrets<Shape extends z.ZodType>(
  shape: Shape,
  found: z.output<Shape>,
  secrets: readonly string[],
): z.output<Shape> {
  const plain: unknown = JSON.parse(JSON.stringify(found), (_, value: unknown) =>
    typeof value === 'string' ? presentable(value, secrets) : value,
  );
  return shape.parse(plain);
}
