import { z } from 'zod';
import { metadata } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { askShop, dba } from '#labs/shared/shop-database.ts';
import { waitUntil } from '#labs/static-sync/world/wait-until.ts';
import { names } from './names.ts';

const condition = z.object({ type: z.string(), status: z.string() });
const pod = z.object({
  metadata: metadata.extend({ deletionTimestamp: z.string().optional() }),
  spec: z.object({ containers: z.array(z.object({ image: z.string().default('') })).min(1) }),
  status: z
    .object({ podIP: z.string().default(''), conditions: z.array(condition).default([]) })
    .prefault({}),
});

export interface ServingPod {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string;
  readonly image: string;
  readonly ready: boolean;
  /** It was asked to end. */
  readonly ending: boolean;
  /** It belongs to a ReplicaSet. */
  readonly replicated: boolean;
}

/** Every pod of the namespace, as of one moment. */
export async function listPods({ kubernetes }: Probes, signal: AbortSignal): Promise<readonly ServingPod[]> {
  const pods = { apiVersion: 'v1', plural: 'pods', namespace: names.namespace };
  const listed = await kubernetes.list(pods, {}, signal);
  return listed.map((object) => {
    const { metadata: about, spec, status } = parseObject(pod, object);
    return {
      name: about.name,
      labels: about.labels,
      address: status.podIP,
      image: spec.containers[0]?.image ?? '',
      ready: status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
      ending: about.deletionTimestamp !== undefined,
      replicated: about.ownerReferences.some(({ kind, controller }) => controller && kind === 'ReplicaSet'),
    };
  });
}

/** Those that a Deployment's selector means. */
export function selected(
  pods: readonly ServingPod[],
  selector: Readonly<Record<string, string>>,
): readonly ServingPod[] {
  return pods.filter(({ labels }) => Object.entries(selector).every(([key, value]) => labels[key] === value));
}

export interface Session {
  readonly user: string;
  /** The client's address, as PostgreSQL sees it. */
  readonly address: string;
}

const sessions = `
  SELECT usename::text AS "user", host(client_addr) AS address FROM pg_stat_activity
  WHERE datname = 'shop' AND client_addr IS NOT NULL`;
const sessionRows = z.array(z.object({ user: z.string(), address: z.string() }));

/** Who is connected to the shop's database, asked as its owner; empty when the database is away. */
export async function listSessions(probes: Probes, signal: AbortSignal): Promise<readonly Session[]> {
  const answer = await askShop(probes, dba(probes), { text: sessions }, signal);
  return answer.kind === 'rows' ? sessionRows.parse(answer.rows) : [];
}

const collectMs = 5000;

/**
 * Whoever is seen from these addresses within five seconds: the shop renews its connections all the time, and between
 * two of them there is none.
 */
export async function collectSessions(
  addresses: readonly string[],
  probes: Probes,
  signal: AbortSignal,
): Promise<readonly Session[]> {
  const seen: Session[] = [];
  await waitUntil(collectMs, signal, async () => {
    seen.push(...(await listSessions(probes, signal)));
    return addresses.every((address) => seen.some((session) => session.address === address))
      ? true
      : undefined;
  });
  return seen;
}
