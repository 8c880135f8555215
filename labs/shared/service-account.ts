import { z } from 'zod';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';

export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

export function serviceAccountRef({ namespace, name }: ServiceAccount) {
  return { apiVersion: 'v1', plural: 'serviceaccounts', namespace, name } as const;
}

export async function createServiceAccount(
  account: ServiceAccount,
  { challenger }: Pick<Probes, 'challenger'>,
  signal: AbortSignal,
): Promise<void> {
  await challenger.create(
    serviceAccountRef(account),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account },
    signal,
  );
}

const tokenAnswer = z.object({ status: z.object({ token: z.string() }) });

/** A token of a service account for ten minutes, the shortest that the API server gives out. Never part of a fact. */
export async function requestToken(
  account: ServiceAccount,
  { audiences = [] }: { readonly audiences?: readonly string[] },
  { challenger }: Pick<Probes, 'challenger'>,
  signal: AbortSignal,
): Promise<string> {
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 600, ...(audiences.length === 0 ? {} : { audiences }) },
  };
  const ref = { ...serviceAccountRef(account), subresource: 'token' };
  return parseObject(tokenAnswer, await challenger.create(ref, request, signal)).status.token;
}

export interface Action {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
}

const reviewAnswer = z.object({ status: z.object({ allowed: z.boolean() }) });

/** Whether the cluster's rules let a service account do that; asked by a SubjectAccessReview, which changes nothing. */
export async function isAllowed(
  { namespace, name }: ServiceAccount,
  action: Action,
  { challenger }: Pick<Probes, 'challenger'>,
  signal: AbortSignal,
): Promise<boolean> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user: `system:serviceaccount:${namespace}:${name}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      resourceAttributes: action,
    },
  };
  const ref = { apiVersion: 'authorization.k8s.io/v1', plural: 'subjectaccessreviews', name: 'review' };
  return parseObject(reviewAnswer, await challenger.create(ref, review, signal)).status.allowed;
}
