import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { asNode, keyOf } from './find-marks.ts';
import { readManifests, type Manifest } from './manifests.ts';

export type Path = readonly (number | string)[];

/** Where in a manifest a place of the text is. */
export interface Place {
  readonly manifest: Manifest;
  /** To the field, or to what the field is to be a part of. */
  readonly path: Path;
}

/** A key that is being typed, or the value of one. */
export interface Typing extends Place {
  readonly what: 'key' | 'value';
  /** Where the typed word begins. */
  readonly from: number;
  readonly typed: string;
  /** Fields that are there beside a key. */
  readonly beside: readonly string[];
}

const marker = 'kindlab-is-typed-here';
const beforeKey = /^((?: *- +)* *)([\w.$/-]*)$/;
const beforeValue = /^((?: *- +)* *)([\w./-]+):[ ]+(["']?)([\w./-]*)$/;

/** What is typed at a place; `undefined` where nothing could be offered. */
export function typingAt(text: string, at: number): Typing | undefined {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  const line = text.slice(start, at);
  const rest = text.slice(end < 0 ? text.length : end);
  const key = beforeKey.exec(line);
  if (key !== null) {
    const [, lead = '', typed = ''] = key;
    // Whatever is typed by now need not be YAML: something that is takes its place.
    const found = find(`${text.slice(0, start)}${lead}${marker}: 0${rest}`, start + lead.length);
    return found && { ...found, what: 'key', from: at - typed.length, typed, path: found.path.slice(0, -1) };
  }
  const value = beforeValue.exec(line);
  if (value === null) return undefined;
  const [, lead = '', name = '', quote = '', typed = ''] = value;
  const found = find(
    `${text.slice(0, start)}${lead}${name}: ${quote}${marker}${quote}${rest}`,
    start + lead.length,
  );
  return found && { ...found, what: 'value', from: at - typed.length, typed };
}

/** The field whose name is at a place of the text. */
export function fieldNameAt(
  text: string,
  at: number,
): (Place & { readonly from: number; readonly to: number }) | undefined {
  const manifest = readManifests(text).find(({ from, to }) => from <= at && at <= to);
  const found = manifest && walk(manifest.document.contents, at);
  return manifest && found && { manifest, path: found.path, from: found.from, to: found.to };
}

function find(text: string, at: number): (Place & { readonly beside: readonly string[] }) | undefined {
  const manifest = readManifests(text).find(({ from, to }) => from <= at && at <= to);
  const found = manifest && walk(manifest.document.contents, at);
  return manifest && found && { manifest, path: found.path, beside: found.beside };
}

interface Found {
  readonly path: Path;
  readonly from: number;
  readonly to: number;
  readonly beside: readonly string[];
}

/** The key that a place is in. */
function walk(node: Node | null, at: number, path: Path = []): Found | undefined {
  if (isMap(node)) {
    const names = node.items.flatMap((pair) => keyOf(pair) ?? []);
    for (const pair of node.items) {
      const name = keyOf(pair);
      const range = isScalar(pair.key) ? pair.key.range : undefined;
      if (name === undefined || range === null || range === undefined) continue;
      const [from, to] = range;
      const here = [...path, name];
      if (from <= at && at <= to) {
        return { path: here, from, to, beside: names.filter((each) => each !== marker && each !== name) };
      }
      const deeper = walk(asNode(pair.value), at, here);
      if (deeper !== undefined) return deeper;
    }
  }
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const deeper = walk(asNode(item), at, [...path, index]);
      if (deeper !== undefined) return deeper;
    }
  }
  return undefined;
}
