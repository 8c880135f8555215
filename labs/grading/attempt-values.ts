import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { Lab } from '../lab.ts';

export type Values = Readonly<Record<string, string>>;

const valuesShape = z.record(z.string(), z.string().min(6).max(4096));
const mostBytes = 256 * 1024;

/** Reads an attempt's values, as `kindlab labs values` writes them. Throws Fault CONFIG_INVALID; never shows a value. */
export async function readValues(lab: Lab, file: string): Promise<Values> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw invalid(lab, `The values ${file} could not be read: ${String(cause)}`);
  });
  if (text.length > mostBytes) throw invalid(lab, `${file} is no file of values: it is larger than 256 KiB.`);
  const parsed = valuesShape.safeParse(parseText(text));
  if (!parsed.success) throw invalid(lab, `${file} is no list of texts of six characters or more.`);
  const wanted = Object.keys(lab.newValues());
  const missing = wanted.filter((key) => parsed.data[key] === undefined);
  const unknown = Object.keys(parsed.data).filter((key) => !wanted.includes(key));
  if (missing.length > 0) throw invalid(lab, `${file} lacks the values ${missing.join(', ')}.`);
  if (unknown.length > 0)
    throw invalid(lab, `${file} has values that this lab doesn't know: ${unknown.join(', ')}.`);
  return parsed.data;
}

function parseText(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    // What the parser quotes may hold a value.
    return undefined;
  }
}

function invalid(lab: Lab, message: string): Fault {
  const hint = `\`kindlab labs values ${lab.id}\` shows which values there are, as JSON.`;
  return new Fault({ code: 'CONFIG_INVALID', message, hint });
}
