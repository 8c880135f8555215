import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { dsse } from '@sigstore/core';
import { z } from 'zod';

/** Dead Simple Signing Envelope; see https://github.com/secure-systems-lab/dsse. */
const envelopeShape = z.strictObject({
  payloadType: z.string(),
  payload: z.base64(),
  signatures: z.tuple([z.strictObject({ keyid: z.string(), sig: z.base64() })]),
});
type Envelope = z.infer<typeof envelopeShape>;

const mostBytes = 16 * 1024 * 1024;

export type Opened =
  | { readonly authentic: true; readonly payload: Buffer }
  | { readonly authentic: false; readonly why: string };

/** An envelope with one Ed25519 signature, as the text of a file. */
export function seal(payloadType: string, payload: Buffer, privateKey: KeyObject): string {
  const sig = sign(null, dsse.preAuthEncoding(payloadType, payload), privateKey).toString('base64');
  const keyid = keyIdOf(createPublicKey(privateKey));
  return written({ payloadType, payload: payload.toString('base64'), signatures: [{ keyid, sig }] });
}

/**
 * Opens an envelope that has to be exactly as `seal` wrote it: also what the signature doesn't cover, such as white
 * space or another spelling of the same bytes, may not have been changed.
 */
export function unseal(text: string, payloadType: string, publicKey: KeyObject): Opened {
  const envelope = parse(text);
  if (envelope === undefined) return refused('It is no signed envelope, or not as it was written.');
  const { keyid, sig } = envelope.signatures[0];
  if (keyid !== keyIdOf(publicKey)) return refused('It was signed with another key.');
  if (envelope.payloadType !== payloadType) return refused(`It holds something else than ${payloadType}.`);
  const payload = Buffer.from(envelope.payload, 'base64');
  const signed = dsse.preAuthEncoding(envelope.payloadType, payload);
  if (!verify(null, signed, publicKey, Buffer.from(sig, 'base64')))
    return refused('Its signature does not fit its content: something in it was changed.');
  return { authentic: true, payload };
}

/** SHA-256 of the public key in DER. */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function parse(text: string): Envelope | undefined {
  if (text.length > mostBytes) return undefined;
  try {
    const envelope = envelopeShape.parse(JSON.parse(text));
    const { payloadType, payload, signatures } = envelope;
    const again = (base64: string) => Buffer.from(base64, 'base64').toString('base64');
    const [{ keyid, sig }] = signatures;
    const exact = { payloadType, payload: again(payload), signatures: [{ keyid, sig: again(sig) }] as const };
    return written(exact) === text ? envelope : undefined;
  } catch {
    return undefined;
  }
}

function written({ payloadType, payload, signatures: [{ keyid, sig }] }: WrittenEnvelope): string {
  return `${JSON.stringify({ payloadType, payload, signatures: [{ keyid, sig }] })}\n`;
}

interface WrittenEnvelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly [{ readonly keyid: string; readonly sig: string }];
}

function refused(why: string): Opened {
  return { authentic: false, why };
}
