import { z } from 'zod';
import { digest } from '#checkers/digest.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { isAllowed, serviceAccountRef } from '../../shared/service-account.ts';
import { parseAnswer } from '../../static-sync/world/vault-answers.ts';
import { names, reviewer } from './names.ts';

/** The auth method, and who asks the cluster for it. */
export interface AuthMethodFact {
  /** `kubernetes/` is enabled, and of that kind. */
  readonly mounted: boolean;
  /** Paths at which this kind of method is enabled instead. */
  readonly elsewhere: readonly string[];
  /** Absent: nothing was configured yet. */
  readonly config?: {
    readonly host: string;
    /** The authority is this cluster's own. */
    readonly ownCa: boolean;
    readonly hasCa: boolean;
    readonly hasReviewer: boolean;
  };
  readonly reviewer: {
    readonly exists: boolean;
    /** Namespaces of other service accounts of this name. */
    readonly namespaces: readonly string[];
    /** The cluster lets it review tokens. */
    readonly mayReview: boolean;
  };
}

const mounts = z.object({ data: z.record(z.string(), z.object({ type: z.string() })) });
const config = z.object({
  data: z.object({
    kubernetes_host: z.string(),
    kubernetes_ca_cert: z.string().default(''),
    token_reviewer_jwt_set: z.boolean().default(false),
  }),
});
const account = z.object({ metadata: z.object({ name: z.string(), namespace: z.string() }) });
const rootCa = z.object({ data: z.object({ 'ca.crt': z.string() }) });
const tokenReviews = { verb: 'create', group: 'authentication.k8s.io', resource: 'tokenreviews' };

export async function lookAtAuthMethod(probes: Probes, signal: AbortSignal): Promise<AuthMethodFact> {
  const { vault } = probes;
  const { data } = parseAnswer('the auth methods', mounts, await vault.read('sys/auth', signal));
  const paths = Object.keys(data).filter((path) => data[path]?.type === 'kubernetes');
  const mounted = paths.includes(`${names.mount}/`);
  const found = mounted ? await readConfig(probes, signal) : undefined;
  return {
    mounted,
    elsewhere: paths.filter((path) => path !== `${names.mount}/`),
    ...(found === undefined ? {} : { config: found }),
    reviewer: await lookAtReviewer(probes, signal),
  };
}

async function readConfig(probes: Probes, signal: AbortSignal): Promise<AuthMethodFact['config']> {
  const answer = await probes.vault.read(`auth/${names.mount}/config`, signal);
  if (answer.status === 404) return undefined;
  const { data } = parseAnswer('the settings of the auth method', config, answer);
  const hasCa = data.kubernetes_ca_cert.trim() !== '';
  return {
    host: data.kubernetes_host,
    hasCa,
    ownCa: hasCa && certificate(data.kubernetes_ca_cert) === certificate(await clusterCa(probes, signal)),
    hasReviewer: data.token_reviewer_jwt_set,
  };
}

/** Every namespace is given the certificate of the cluster's authority. */
async function clusterCa({ kubernetes }: Probes, signal: AbortSignal): Promise<string> {
  const ref = { apiVersion: 'v1', plural: 'configmaps', namespace: 'kube-system', name: 'kube-root-ca.crt' };
  const object = await kubernetes.get(ref, signal);
  return object === undefined ? '' : parseObject(rootCa, object).data['ca.crt'];
}

function certificate(pem: string): string {
  return digest(pem.replaceAll(/\s+/g, ''));
}

async function lookAtReviewer(probes: Probes, signal: AbortSignal): Promise<AuthMethodFact['reviewer']> {
  const { namespace: _, name: __, ...everywhere } = serviceAccountRef(reviewer);
  const [all, mayReview] = await Promise.all([
    probes.kubernetes.list(everywhere, {}, signal),
    isAllowed(reviewer, tokenReviews, probes, signal),
  ]);
  const namespaces = all
    .map((object) => parseObject(account, object).metadata)
    .flatMap(({ name, namespace }) => (name === reviewer.name ? namespace : []));
  return {
    exists: namespaces.includes(reviewer.namespace),
    namespaces: namespaces.filter((namespace) => namespace !== reviewer.namespace),
    mayReview,
  };
}

export const accountWatches = [
  { apiVersion: 'v1', plural: 'serviceaccounts' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'clusterrolebindings' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'clusterroles' },
];
export const vaultPollMs = 5000;
