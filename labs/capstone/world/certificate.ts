import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { readSecretValue } from '#checkers/objects/secret.ts';
import type { KubernetesObject, Probes } from '#checkers/probes/probes.ts';
import { listing } from '../../static-sync/world/vault-answers.ts';
import { names } from './names.ts';

/** The Secret shop-tls, without its key. */
export interface TlsFact {
  readonly type: string;
  /** Absent: `tls.crt` holds no certificate. */
  readonly certificate?: {
    readonly serial: string;
    /** Signed by the root that Vault has now. */
    readonly byVault: boolean;
    /** Vault lists its serial number. */
    readonly known: boolean;
    readonly names: string;
    readonly fits: boolean;
    readonly matchesKey: boolean;
    /** From its beginning to its end. */
    readonly lifetimeSeconds: number;
    readonly secondsLeft: number;
  };
}

export const tlsRef = {
  apiVersion: 'v1',
  plural: 'secrets',
  namespace: names.namespace,
  name: names.tls,
} as const;

const typed = z.object({ type: z.string().default('Opaque') });
const root = z.object({ data: z.object({ certificate: z.string() }) });

export async function lookAtTls(probes: Probes, signal: AbortSignal): Promise<TlsFact | undefined> {
  const object = await probes.kubernetes.get(tlsRef, signal);
  if (object === undefined) return undefined;
  const { type } = parseObject(typed, object);
  const leaf = readCertificate(readSecretValue(object, 'tls.crt') ?? '');
  if (leaf === undefined) return { type };
  const authority = root.safeParse((await probes.vault.read('pki/cert/ca', signal)).body);
  const issuer = authority.success ? readCertificate(authority.data.data.certificate) : undefined;
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  return {
    type,
    certificate: {
      serial: plainSerial(leaf.serialNumber),
      byVault: issuer !== undefined && leaf.verify(issuer.publicKey),
      known: (await listSerials(probes, signal)).includes(plainSerial(leaf.serialNumber)),
      names: leaf.subjectAltName ?? leaf.subject,
      fits: leaf.checkHost(names.host) !== undefined,
      matchesKey: matchesKey(leaf, object),
      lifetimeSeconds: Math.round((to - from) / 1000),
      secondsLeft: Math.round((to - probes.now().getTime()) / 1000),
    },
  };
}

/** The first certificate of a PEM text. */
export function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    // What a learner put there is no certificate; that is an answer, not a failure.
    return undefined;
  }
}

function matchesKey(leaf: X509Certificate, object: KubernetesObject): boolean {
  try {
    return leaf.checkPrivateKey(createPrivateKey(readSecretValue(object, 'tls.key') ?? ''));
  } catch {
    // No private key there, or one in another form.
    return false;
  }
}

/** Serial numbers without separators and leading zeros, so that Vault's and ours are alike. */
export function plainSerial(serial: string): string {
  return serial
    .replaceAll(/[^0-9a-f]/gi, '')
    .toLowerCase()
    .replace(/^0+/, '');
}

async function listSerials({ vault }: Probes, signal: AbortSignal): Promise<readonly string[]> {
  const read = listing.safeParse((await vault.list('pki/certs', signal)).body);
  return read.success ? read.data.data.keys.map(plainSerial) : [];
}
