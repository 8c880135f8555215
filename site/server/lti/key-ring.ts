import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { z } from 'zod';

const dayMs = 24 * 3_600_000;
/** A new key is made after this, */
const renewMs = 90 * dayMs;
/** is shown for so long before it signs, since platforms keep what they fetched, */
const settleMs = dayMs;
/** and stays shown until nothing it signed can be under way. */
const shownMs = renewMs + 7 * dayMs;

const keyShape = z.object({
  kid: z.string(),
  createdAt: z.coerce.date(),
  jwk: z.record(z.string(), z.unknown()),
});
const fileShape = z.array(keyShape);
type Key = z.output<typeof keyShape>;

/** The keys that we sign with towards platforms, in the data folder; they rotate by themselves. */
export class KeyRing {
  readonly #file: string;
  readonly #now: () => Date;
  #ready: Promise<readonly Key[]> = Promise.resolve([]);

  constructor(dataDir: string, now: () => Date) {
    this.#file = path.join(dataDir, 'lti-keys.json');
    this.#now = now;
  }

  /** What platforms check our signatures with. */
  async published(): Promise<{ readonly keys: readonly JWK[] }> {
    const keys = await this.#keys();
    return {
      keys: keys.map(({ kid, jwk: { kty, n, e } }) => ({ kty, n, e, kid, alg: 'RS256', use: 'sig' }) as JWK),
    };
  }

  async sign(claims: JWTPayload, seconds: number): Promise<string> {
    const { kid, jwk } = signing(await this.#keys(), this.#now());
    const at = Math.floor(this.#now().getTime() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .setIssuedAt(at)
      .setExpirationTime(at + seconds)
      .setJti(randomUUID())
      .sign(await importJWK(jwk, 'RS256'));
  }

  /** One after another, so that two first askers don't make two keys. */
  #keys(): Promise<readonly Key[]> {
    this.#ready = this.#ready.then(
      () => this.#renew(),
      () => this.#renew(),
    );
    return this.#ready;
  }

  async #renew(): Promise<readonly Key[]> {
    const now = this.#now().getTime();
    const known = await this.#read();
    const newest = known.at(-1);
    const kept = known.filter(({ createdAt }) => now - createdAt.getTime() < shownMs);
    if (newest !== undefined && now - newest.createdAt.getTime() < renewMs) return kept;
    const keys = [...kept, await makeKey(this.#now())];
    const draft = `${this.#file}.new`;
    await writeFile(draft, JSON.stringify(keys), { mode: 0o600, flush: true });
    await rename(draft, this.#file);
    return keys;
  }

  async #read(): Promise<readonly Key[]> {
    try {
      return fileShape.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }
}

/** The newest that platforms had time to fetch; the very first one signs at once. */
function signing(keys: readonly Key[], now: Date): Key {
  const settled = keys.filter(({ createdAt }) => now.getTime() - createdAt.getTime() >= settleMs);
  const key = settled.at(-1) ?? keys[0];
  if (key === undefined) throw new Error('There is no key to sign with.');
  return key;
}

async function makeKey(createdAt: Date): Promise<Key> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  return { kid: randomUUID(), createdAt, jwk: { ...(await exportJWK(privateKey)) } };
}
