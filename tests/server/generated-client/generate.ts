import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../../..');

/** A folder with a client that was generated from a document, and programs that use it. */
export class GeneratedClient implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** From the address of a document, as everybody generates theirs. */
  static async from(url: URL): Promise<GeneratedClient> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-client-'));
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(path.join(folder, 'api.ts'), astToString(await openapiTS(url)));
    return new GeneratedClient(folder);
  }

  /** Writes a program that imports `./api.ts`; answers what the type checker says about it, and where it is. */
  async program(
    name: string,
    text: string,
  ): Promise<{ readonly file: string; readonly problems: readonly string[] }> {
    const file = path.join(this.#folder, name);
    await writeFile(file, text);
    const program = ts.createProgram([file], {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
      lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    });
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    return { file, problems };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}
