import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '#containers/contract/fault.ts';

/** Reads an Ed25519 private key, and makes one where there is no file. Throws Fault CONFIG_INVALID for another kind. */
export async function signingKey(file: string): Promise<KeyObject> {
  await mkdir(dirname(file), { recursive: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    const created = await open(file, 'wx', 0o600);
    try {
      await created.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
      await created.sync();
      return privateKey;
    } finally {
      await created.close();
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return readKey(file, createPrivateKey);
  }
}

/** Reads an Ed25519 public key. Throws Fault CONFIG_INVALID. */
export function publicKey(file: string): Promise<KeyObject> {
  return readKey(file, createPublicKey);
}

export function publicPem(privateKey: KeyObject): string {
  return String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }));
}

async function readKey(file: string, parse: (pem: string) => KeyObject): Promise<KeyObject> {
  try {
    const key = parse(await readFile(file, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return key;
    throw new Error(`it is of the kind ${key.asymmetricKeyType ?? 'unknown'}`);
  } catch (cause) {
    throw new Fault({
      code: 'CONFIG_INVALID',
      message: `${file} is no Ed25519 key in PEM: ${cause instanceof Error ? cause.message : String(cause)}.`,
      hint: 'Batches write theirs into `evidence/grading.pub` of their folder.',
      cause,
    });
  }
}
