import { Buffer } from 'node:buffer';
import type { KubernetesObject } from '../probes/probes.ts';
import type { Fingerprint } from './fingerprint.ts';

export interface Redaction {
  readonly fingerprint: Fingerprint;
  /** Values that may stand nowhere, in whatever field. */
  readonly secrets: readonly string[];
}

/** Annotations that repeat what is hidden elsewhere, or a hash of it without a key. */
const tellingAnnotations = /last-applied-configuration$|data-hash$/;
/** Tokens of Vault and OpenBao, and JSON web tokens. */
const tokens = /\b(?:hv[sbr]|[sbr])\.[A-Za-z0-9_-]{16,}|\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;
const secretName = /pass|pwd|token|secret|credential|api_?key|private|auth/i;
const shortestSecret = 6;

/** A word of somebody else's, with known values and tokens replaced. */
export function redactText(text: string, { fingerprint, secrets }: Redaction): string {
  let shown = text;
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret.length < shortestSecret) continue;
    if (shown.includes(secret)) shown = shown.replaceAll(secret, hidden(fingerprint(secret)));
  }
  return shown.replaceAll(tokens, (token) => hidden(fingerprint(token)));
}

/**
 * The object as somebody may read it over a shoulder: data of Secrets as hashes, literal environment variables with
 * telling names too, no copies of the object inside itself, and known values and tokens nowhere. Key names stay.
 */
export function redactObject(object: KubernetesObject, redaction: Redaction): KubernetesObject {
  const isSecret = object['kind'] === 'Secret';
  const entries = Object.entries(object).map(([key, value]): [string, unknown] => {
    if (isSecret && key === 'data') return [key, hashData(value, redaction.fingerprint)];
    if (isSecret && key === 'stringData') return [key, '(hidden)'];
    return [key, redactValue(value, redaction, key)];
  });
  return Object.fromEntries(entries);
}

function redactValue(value: unknown, redaction: Redaction, key: string): unknown {
  if (typeof value === 'string') return redactText(value, redaction);
  if (Array.isArray(value)) return value.map((one: unknown) => redactValue(one, redaction, key));
  if (typeof value !== 'object' || value === null) return value;
  const literal = literalVariable(value, redaction.fingerprint);
  if (literal !== undefined) return literal;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      if (name === 'managedFields' || (key === 'annotations' && tellingAnnotations.test(name))) return [];
      return [[redactText(name, redaction), redactValue(inner, redaction, name)]];
    }),
  );
}

/** `{name: DB_PASSWORD, value: …}`, as containers have it. */
function literalVariable(value: object, fingerprint: Fingerprint): unknown {
  if (!('name' in value) || !('value' in value)) return undefined;
  if (typeof value.name !== 'string' || typeof value.value !== 'string') return undefined;
  return secretName.test(value.name) ? { ...value, value: hidden(fingerprint(value.value)) } : undefined;
}

function hashData(data: unknown, fingerprint: Fingerprint): unknown {
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      typeof value === 'string' ? hidden(fingerprint(Buffer.from(value, 'base64'))) : '(hidden)',
    ]),
  );
}

function hidden(hash: string): string {
  return `(hidden, hash ${hash})`;
}
