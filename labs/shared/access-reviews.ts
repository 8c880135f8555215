import { z } from 'zod';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';

/** “May this group do that?” */
export interface AccessQuestion {
  readonly group: string;
  readonly verb: string;
  readonly apiGroup: string;
  /** With a subresource after a slash, such as `serviceaccounts/token`. */
  readonly resource: string;
  /** Absent: in the cluster as a whole. */
  readonly namespace?: string;
}

const review = z.object({ status: z.object({ allowed: z.boolean().default(false) }) });

/** Asks the API server, which stores nothing of it. */
export async function mayGroup(
  { group, verb, apiGroup, resource, namespace }: AccessQuestion,
  { challenger }: Pick<Probes, 'challenger'>,
  signal: AbortSignal,
): Promise<boolean> {
  const [plural = '', subresource = ''] = resource.split('/');
  const object = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user: `${group}-member`,
      groups: [group, 'system:authenticated'],
      resourceAttributes: {
        verb,
        group: apiGroup,
        resource: plural,
        subresource,
        ...(namespace === undefined ? {} : { namespace }),
      },
    },
  };
  const ref = { apiVersion: 'authorization.k8s.io/v1', plural: 'subjectaccessreviews', name: 'question' };
  return parseObject(review, await challenger.create(ref, object, signal)).status.allowed;
}
