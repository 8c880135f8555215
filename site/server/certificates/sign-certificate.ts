import { createPublicKey, type KeyObject } from 'node:crypto';
import { seal, unseal } from '#labs/grading/evidence/envelope.ts';
import { certificateView, type CertificateView } from '#site/protocol/certificates.ts';

const payloadType = 'application/vnd.kindlab.certificate+json';

/** The certificate in a signed envelope, as grading signs its evidence. */
export function signCertificate(certificate: CertificateView, key: KeyObject): string {
  return seal(payloadType, Buffer.from(JSON.stringify(certificate)), key);
}

/** What was signed; `undefined` when the envelope is not exactly what this key signed. */
export function openCertificate(envelope: string, key: KeyObject): CertificateView | undefined {
  const opened = unseal(envelope, payloadType, createPublicKey(key));
  if (!opened.authentic) return undefined;
  const parsed = certificateView.safeParse(JSON.parse(opened.payload.toString('utf8')));
  return parsed.success ? parsed.data : undefined;
}
