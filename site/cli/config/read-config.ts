import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { configSchema, type Config } from './config-schema.ts';

const mostBytes = 256 * 1024;
/** Nobody needs references in a file of settings, and a few of them can unfold into gigabytes. */
const mostAliases = 0;

/** Reads and checks a configuration file. Fault CONFIG_INVALID with every problem and its line. */
export async function readConfig(file: string): Promise<Config> {
  const config = parseConfig(await readText(file), file);
  const folder = path.dirname(path.resolve(file));
  return withFiles(withPaths(config, folder), folder);
}

/** The same for a text at hand; `file` is what messages call it. Files that it names are not read. */
export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw invalid(
      file,
      document.errors.map(({ message, pos }) => `line ${lines.linePos(pos[0]).line}: ${message}`),
    );
  }
  const parsed = configSchema.safeParse(plain(document, file));
  if (parsed.success) return parsed.data;
  const told = parsed.error.issues.flatMap((issue) => tell(issue, document));
  const sorted = told.toSorted((a, b) => a.offset - b.offset);
  throw invalid(
    file,
    sorted.map(({ offset, says }) => `line ${lines.linePos(offset).line}: ${says}`),
  );
}

function plain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (cause) {
    throw invalid(file, [cause instanceof Error ? cause.message : String(cause)]);
  }
}

interface Told {
  /** Of the text, where it is about. */
  readonly offset: number;
  readonly says: string;
}

function tell(issue: z.core.$ZodIssue, document: Document): readonly Told[] {
  const { path: keys } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      offset: offsetOfKey(document, keys, key),
      says: `${[...keys, key].join('.')} is not a setting here; there are ${settingsAt(keys).join(', ')}`,
    }));
  }
  const offset = offsetOf(document, keys);
  return [{ offset, says: `${keys.join('.') || 'the file'}: ${issue.message}${given(document, keys)}` }];
}

/** What stands there, for plain values; never for what may be a secret. */
function given(document: Document, keys: readonly PropertyKey[]): string {
  if (/password|secret|token|url/i.test(String(keys.at(-1)))) return '';
  const value: unknown = document.getIn(keys);
  return ['boolean', 'number', 'string'].includes(typeof value)
    ? `, and there is ${JSON.stringify(value)}`
    : '';
}

/** Of the value; of its nearest parent that is there when it is missing. */
function offsetOf(document: Document, keys: readonly PropertyKey[]): number {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const node = document.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function offsetOfKey(document: Document, keys: readonly PropertyKey[], key: string): number {
  const map = keys.length === 0 ? document.contents : document.getIn(keys, true);
  const found = isMap(map)
    ? map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key
    : undefined;
  return isScalar(found) && found.range ? found.range[0] : offsetOf(document, keys);
}

function settingsAt([section]: readonly PropertyKey[]): readonly string[] {
  const sections = Object.entries(configSchema.shape);
  const found = sections.find(([name]) => name === section)?.[1];
  if (found === undefined || !('unwrap' in found)) return sections.map(([name]) => name);
  return Object.keys(found.unwrap().shape);
}

/** Paths in the file count from where the file is. */
function withPaths(config: Config, folder: string): Config {
  const { data } = config;
  if (data?.folder === undefined) return config;
  return { ...config, data: { ...data, folder: path.resolve(folder, data.folder) } };
}

async function withFiles(config: Config, folder: string): Promise<Config> {
  const { data, metrics, auth, xapi } = config;
  const databaseUrl =
    data?.databaseUrl ?? (await readSecret(data?.databaseUrlFile, folder, 'data.databaseUrlFile'));
  const token = metrics?.token ?? (await readSecret(metrics?.tokenFile, folder, 'metrics.tokenFile'));
  const clientSecret =
    auth?.oidc?.clientSecret ??
    (await readSecret(auth?.oidc?.clientSecretFile, folder, 'auth.oidc.clientSecretFile'));
  const password = xapi?.password ?? (await readSecret(xapi?.passwordFile, folder, 'xapi.passwordFile'));
  return {
    ...config,
    ...(xapi === undefined || password === undefined
      ? {}
      : { xapi: { ...without(xapi, 'passwordFile'), password } }),
    ...(databaseUrl === undefined ? {} : { data: { ...without(data, 'databaseUrlFile'), databaseUrl } }),
    ...(metrics === undefined || token === undefined
      ? {}
      : { metrics: { ...without(metrics, 'tokenFile'), token } }),
    ...(auth?.oidc === undefined || clientSecret === undefined
      ? {}
      : { auth: { ...auth, oidc: { ...without(auth.oidc, 'clientSecretFile'), clientSecret } } }),
  };
}

function without<T extends object, K extends keyof T>(value: T | undefined, key: K): Omit<T, K> {
  const { [key]: _left, ...rest } = { ...value } as T;
  return rest;
}

async function readSecret(
  file: string | undefined,
  folder: string,
  setting: string,
): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return (await readFile(path.resolve(folder, file), 'utf8')).trim();
  } catch (cause) {
    throw new Fault({
      code: 'CONFIG_INVALID',
      message: `The file that ${setting} names can't be read (${cause instanceof Error ? cause.message : String(cause)}).`,
      hint: 'Create it, or let the user that runs Kindlab read it.',
      cause,
    });
  }
}

async function readText(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length <= mostBytes) return text;
  } catch (cause) {
    throw new Fault({
      code: 'CONFIG_INVALID',
      message: `The configuration file ${file} can't be read (${cause instanceof Error ? cause.message : String(cause)}).`,
      hint: 'Check the path given with --config or KINDLAB_CONFIG, and who may read the file.',
      cause,
    });
  }
  throw invalid(file, [`it is larger than ${mostBytes / 1024} KiB`]);
}

function invalid(file: string, problems: readonly string[]): Fault {
  return new Fault({
    code: 'CONFIG_INVALID',
    message: `${file} is not as it should be:\n${problems.map((each) => `  ${each}`).join('\n')}`,
    hint: '`kindlab config schema` describes every setting; `kindlab config check <file>` checks without starting.',
  });
}
