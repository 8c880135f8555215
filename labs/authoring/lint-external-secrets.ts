import { relative } from 'node:path';
import type { Lab } from '../lab.ts';
import type { Page } from './lint-terms.ts';

/** By these a text speaks of the operator's own webhook, and not of the generator or provider of that name. */
const speaks =
  /external-secrets-webhook|external-secrets-cert-controller|cert-controller|validatingwebhookconfiguration|(secretstore|externalsecret)-validate|failed calling webhook|admission webhook/i;

/** A learner who is told of the webhook or the cert-controller has to find them in their cluster. */
export function lintExternalSecrets(
  { id, environment }: Pick<Lab, 'environment' | 'id'>,
  texts: readonly Page[],
): readonly string[] {
  if (environment.externalSecrets !== 'controller') return [];
  return texts.flatMap(({ name, text }) => {
    const word = speaks.exec(text)?.[0];
    if (word === undefined) return [];
    return [
      `${id}: ${relative(process.cwd(), name)} speaks of “${word}”, which does not run there; add externalSecrets: whole to environment in its lab.yaml`,
    ];
  });
}
