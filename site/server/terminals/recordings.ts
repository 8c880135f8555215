import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ifMissing } from '#containers/if-missing.ts';
import { Recording, type TerminalSize } from './recording.ts';
import type { TicketGrant } from './tickets.ts';

export interface RecordingsOptions {
  /** Absolute; made when the first byte is recorded. */
  readonly folder: string;
  readonly now: () => number;
  readonly onTrouble: (error: unknown, attempt: string) => void;
}

/** Recordings of the running attempts, in a folder for each. They go with their attempt. */
export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #open = new Map<string, Recording>();

  constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  /** The tab's recording, at the beginning of a new line to its shell. */
  begin(grant: TicketGrant, size: TerminalSize): Recording {
    const known = this.#open.get(keyOf(grant));
    const recording =
      known ??
      new Recording(
        {
          file: this.#file(grant),
          title: grant.tab,
          now: this.#options.now,
          onTrouble: (error) => this.#options.onTrouble(error, grant.attempt),
        },
        size,
      );
    this.#open.set(keyOf(grant), recording);
    recording.begin(size);
    return recording;
  }

  /** Everything up to this moment as asciicast v3; `undefined` when nothing was recorded. */
  async find(grant: TicketGrant): Promise<Buffer | undefined> {
    await this.#open.get(keyOf(grant))?.settle();
    return readFile(this.#file(grant)).catch(ifMissing);
  }

  /** Removes what was recorded; a tab that is open goes on with a new recording. */
  async erase(grant: TicketGrant): Promise<void> {
    const open = this.#open.get(keyOf(grant));
    if (open !== undefined) await open.erase();
    else await rm(this.#file(grant), { force: true });
  }

  /** The attempt is over. */
  async removeAttempt(attempt: string): Promise<void> {
    const gone = [...this.#open].filter(([key]) => key.startsWith(`${attempt}/`));
    for (const [key] of gone) this.#open.delete(key);
    await Promise.all(gone.map(([, recording]) => recording.close()));
    await rm(path.join(this.#options.folder, attempt), { recursive: true, force: true });
  }

  /** Removes what attempts have left behind that ended while no server ran. */
  async keepOnly(attempts: ReadonlySet<string>): Promise<void> {
    const found = (await readdir(this.#options.folder).catch(ifMissing)) ?? [];
    const stale = found.filter((attempt) => !attempts.has(attempt));
    await Promise.all(stale.map((attempt) => this.removeAttempt(attempt)));
  }

  /** Resolves when everything is on the disk. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((recording) => recording.close()));
  }

  #file({ attempt, tab }: TicketGrant): string {
    return path.join(this.#options.folder, attempt, `${tab}.cast`);
  }
}

function keyOf({ attempt, tab }: TicketGrant): string {
  return `${attempt}/${tab}`;
}
