import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { KindName } from '#site/protocol/schemas.ts';
import { kindsIn, parseOpenApi } from '../schemas/read-open-api.ts';
import type { SchemaSource } from '../schemas/schema-source.ts';

const folder = path.join(import.meta.dirname, 'recorded');

/** A few kinds as an API server describes them, from files: see `recorded/README.md`. */
export class RecordedSchemaSource implements SchemaSource {
  async kinds(): Promise<readonly KindName[]> {
    const documents = await Promise.all((await names()).map((name) => this.document(undefined, name)));
    return documents.flatMap((document) => kindsIn(parseOpenApi(document) ?? {}));
  }

  async index(): Promise<ReadonlyMap<string, string>> {
    const all = await names();
    return new Map(all.map((name) => [name.replace(/\.json$/, '').replaceAll('__', '/'), name]));
  }

  async document(_: unknown, name: string): Promise<unknown> {
    return JSON.parse(await readFile(path.join(folder, name), 'utf8'));
  }
}

async function names(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.json'));
}
