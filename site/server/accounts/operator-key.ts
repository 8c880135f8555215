import { timingSafeEqual } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { operatorFile } from '#site/protocol/operator.ts';
import { hashToken, randomToken } from './random-id.ts';

/**
 * Lets the command line speak to a running server: whoever may read the data folder has the server's whole state
 * anyway. A new key at every start; the file goes when the server stops.
 */
export class OperatorKey {
  readonly #token = randomToken();
  readonly #file: string;

  constructor(dataDir: string) {
    this.#file = path.join(dataDir, operatorFile);
  }

  async publish(url: string): Promise<void> {
    await rm(this.#file, { force: true });
    await writeFile(this.#file, JSON.stringify({ url, token: this.#token }), { mode: 0o600 });
  }

  async withdraw(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  fits(given: string): boolean {
    return timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(this.#token)));
  }
}
