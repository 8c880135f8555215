import { z } from 'zod';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';

const configMap = z.object({ data: z.record(z.string(), z.string()).default({}) });

/** What a learner has written down, for a question whose answer no cluster shows. */
export interface LearnerAnswers {
  /** Key and answer, trimmed and in lower case; absent: there is no such ConfigMap. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Other namespaces with a ConfigMap of this name. */
  readonly namespaces: readonly string[];
}

/**
 * Answers are one ConfigMap: `kubectl create configmap <name> -n <namespace> --from-literal=<question>=<answer> …`.
 * Spaces around an answer and capitals don't matter.
 */
export async function readAnswers(
  { kubernetes }: Pick<Probes, 'kubernetes'>,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<LearnerAnswers> {
  const kind = { apiVersion: 'v1', plural: 'configmaps' };
  const object = await kubernetes.get({ ...kind, namespace, name }, signal);
  if (object !== undefined) {
    const written = Object.entries(parseObject(configMap, object).data);
    return {
      answers: Object.fromEntries(written.map(([key, text]) => [key, text.trim().toLowerCase()])),
      namespaces: [],
    };
  }
  const everywhere = (await kubernetes.list(kind, {}, signal)).map(
    (other) => parseObject(named, other).metadata,
  );
  const namesakes = everywhere.filter((other) => other.name === name);
  return { namespaces: namesakes.flatMap((other) => other.namespace ?? []) };
}
