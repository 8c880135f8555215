import { readSecretValue, summariseSecret } from '#checkers/objects/secret.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { names } from './names.ts';

/** Where a Vault token lies about, and whether the old one still opens the door. */
export interface StoredTokensFact {
  /** Vault still knows the token of the start. */
  readonly oldAccepted: boolean;
  /** Secrets of the namespace with a value that Vault accepts as a token: `name/key`. */
  readonly lying: readonly string[];
}

const mostValues = 40;
const longestToken = 200;

export async function lookAtStoredTokens(probes: Probes, signal: AbortSignal): Promise<StoredTokensFact> {
  const { kubernetes, attempt } = probes;
  const secrets = await kubernetes.list(
    { apiVersion: 'v1', plural: 'secrets', namespace: names.namespace },
    {},
    signal,
  );
  const values = secrets.flatMap((object) => {
    const { name, keys } = summariseSecret(object);
    return keys.map((key) => ({
      where: `${name}/${key}`,
      value: (readSecretValue(object, key) ?? '').trim(),
    }));
  });
  const candidates = values
    .filter(({ value }) => /^[\w.-]+$/.test(value) && value.length <= longestToken)
    .slice(0, mostValues);
  const accepted = await Promise.all(candidates.map(({ value }) => isAccepted(value, probes, signal)));
  return {
    oldAccepted: await isAccepted(attempt.values['static_token'] ?? '', probes, signal),
    lying: candidates.filter((_, index) => accepted[index]).map(({ where }) => where),
  };
}

async function isAccepted(token: string, { vault }: Probes, signal: AbortSignal): Promise<boolean> {
  return (await vault.lookupToken(token, signal)).status === 200;
}
