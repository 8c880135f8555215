import type { Database } from '../state/open-database.ts';
import type { Happening } from './happening.ts';

/** A way to tell other systems: notes what is to be told, and delivers it. */
export interface Channel {
  /** Notes it in the transaction that makes it true; also a server that is killed right after will tell it. */
  note(tx: Database, happening: Happening): Promise<void>;
  /** There may be something to deliver. */
  wake(): void;
  stop(): Promise<void>;
}

/** Everything that other systems are told of. */
export class Outbox {
  readonly #db: Database;
  readonly #channels: Channel[] = [];

  constructor(db: Database) {
    this.#db = db;
  }

  add(channel: Channel): void {
    this.#channels.push(channel);
  }

  /**
   * Does the work and notes what has happened by it, both or neither; tells it once both are written. Answers whether
   * anything has happened.
   */
  async noteWith(work: (tx: Database) => Promise<readonly Happening[]>): Promise<boolean> {
    const happenings = await this.#db.transaction().execute(async (tx) => {
      const found = await work(tx);
      for (const happening of found) for (const channel of this.#channels) await channel.note(tx, happening);
      return found;
    });
    if (happenings.length === 0) return false;
    this.wake();
    return true;
  }

  wake(): void {
    for (const channel of this.#channels) channel.wake();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#channels.map((channel) => channel.stop()));
  }
}
