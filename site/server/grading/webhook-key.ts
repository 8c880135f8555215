import { createHmac, randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Secrets of webhooks, derived from one key in the data folder: none of them is stored anywhere. */
export class WebhookKey {
  readonly #file: string;
  #key: Promise<Buffer> | undefined;

  constructor(dataDir: string) {
    this.#file = path.join(dataDir, 'webhook-key');
  }

  /** What the signatures of one webhook are made with, as Standard Webhooks spells it. */
  async secretOf(webhook: string): Promise<string> {
    return `whsec_${(await this.#digest(webhook)).toString('base64')}`;
  }

  /** What somebody is called where they are not to be known: always the same, and nobody without the key can tell. */
  async pseudonymOf(account: string): Promise<string> {
    return (await this.#digest(`pseudonym of ${account}`)).toString('hex').slice(0, 32);
  }

  async #digest(words: string): Promise<Buffer> {
    this.#key ??= readOrMake(this.#file);
    return createHmac('sha256', await this.#key)
      .update(words)
      .digest();
  }
}

async function readOrMake(file: string): Promise<Buffer> {
  const key = randomBytes(32);
  try {
    const created = await open(file, 'wx', 0o600);
    try {
      await created.writeFile(key);
      await created.sync();
      return key;
    } finally {
      await created.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return readFile(file);
    throw error;
  }
}
