import { messages, type PGlite } from '@electric-sql/pglite';
import type { Logger } from 'pino';
import { makeEmbedded } from './make-embedded.ts';
import { openPglite } from './open-pglite.ts';
import { requireRoom } from './require-room.ts';

export interface EmbeddedStoreOptions {
  readonly folder: string;
  readonly log: Logger | undefined;
}

/** An embedded database that could not be opened again is not asked more often than this. */
const pauseMs = 2000;
const diskFullCode = '53100';
/** A PostgreSQL that says one of these has ended; one that is embedded takes no process along. */
const last: ReadonlySet<string | undefined> = new Set(['FATAL', 'PANIC']);

/**
 * The embedded PostgreSQL in a folder. One that ends, as it does when its log finds no room on the disk, is left behind and
 * opened anew from what it had written, as after a kill: whoever asks next waits for that, or is told why it is not to be had.
 */
export class EmbeddedStore {
  readonly #options: EmbeddedStoreOptions;
  #pglite: PGlite | undefined;
  #opening: Promise<PGlite> | undefined;
  #refusal: { readonly error: unknown; readonly untilMs: number } | undefined;
  #isClosed = false;

  constructor(options: EmbeddedStoreOptions) {
    this.#options = options;
  }

  /** The one that works; rejects while none can. */
  async current(): Promise<PGlite> {
    if (this.#isClosed) throw new Error('The embedded database is closed.');
    if (this.#pglite !== undefined) return this.#pglite;
    const refused = this.#refusal;
    if (refused !== undefined && performance.now() < refused.untilMs) throw refused.error;
    return (this.#opening ??= this.#open().finally(() => (this.#opening = undefined)));
  }

  /** `only`: the one that a transaction was begun in, and no other. */
  async run<T>(work: (pglite: PGlite) => Promise<T>, only?: PGlite): Promise<T> {
    const pglite = only ?? (await this.current());
    if (pglite !== this.#pglite) throw new Error('The database ended in the middle of this transaction.');
    try {
      return await work(pglite);
    } catch (error) {
      if (hasEnded(error)) this.#leave(pglite, error);
      if (isDiskFull(error) || hasEnded(error)) await requireRoom(this.#options.folder, error);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const opening = await this.#opening?.catch(() => undefined);
    await (this.#pglite ?? opening)?.close();
  }

  async #open(): Promise<PGlite> {
    const { folder, log } = this.#options;
    const isAgain = this.#refusal !== undefined;
    let pglite: PGlite | undefined;
    try {
      if (isAgain) await requireRoom(folder);
      await makeEmbedded(folder);
      pglite = openPglite(folder);
      await pglite.waitReady;
    } catch (error) {
      closeFiles(pglite);
      this.#refusal = { error, untilMs: performance.now() + pauseMs };
      throw error;
    }
    if (isAgain) log?.warn({ folder }, 'the embedded database was opened again');
    this.#refusal = undefined;
    return (this.#pglite = pglite);
  }

  #leave(pglite: PGlite, error: unknown): void {
    this.#options.log?.error({ err: error }, 'the embedded database has ended; it is opened again');
    this.#pglite = undefined;
    this.#refusal = { error, untilMs: 0 };
    closeFiles(pglite);
  }
}

/** Everything but an answer of PostgreSQL's that goes on after it: a trap, a file system that failed, no answer at all. */
function hasEnded(error: unknown): boolean {
  return !(error instanceof messages.DatabaseError) || last.has(error.severity);
}

function isDiskFull(error: unknown): boolean {
  return error instanceof messages.DatabaseError && error.code === diskFullCode;
}

interface OpenFiles {
  readonly streams: readonly (object | null | undefined)[];
  close(stream: object): void;
}

/** It has no process whose end would close them, and is in no state to be asked to. */
function closeFiles(pglite: PGlite | undefined): void {
  const module = pglite?.Module as { readonly FS: unknown } | undefined;
  const files = module?.FS as OpenFiles | undefined;
  for (const stream of files?.streams ?? []) if (stream) files?.close(stream);
}
