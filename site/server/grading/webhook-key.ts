import { createHmac } from 'node:crypto';
import path from 'node:path';
import { readOrMakeKey } from '../state/key-file.ts';

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
    this.#key ??= readOrMakeKey(this.#file);
    return createHmac('sha256', await this.#key)
      .update(words)
      .digest();
  }
}
