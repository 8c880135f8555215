import { z } from 'zod';
import { parseJson } from '../http/parse-json.ts';
import type { LabChoice } from './cohort-form.ts';

const labs = z.array(z.object({ id: z.string(), title: z.string() }));

/** The labs that the page was built with, from its attribute. */
export function parseLabs(text: string | undefined): readonly LabChoice[] {
  return labs.parse(parseJson(text));
}
