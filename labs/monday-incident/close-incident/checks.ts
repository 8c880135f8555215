import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { defineCheck, type Check } from '#checkers/define-check.ts';
import { deployment } from '#checkers/objects/deployment.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { differs, holds, settling } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { judgeWhole } from '../world/group-checks.ts';
import {
  incidentLookMs,
  incidentPollMs,
  incidentWatches,
  lookAtIncident,
  type IncidentFact,
} from '../world/incident.ts';
import { judgeArrivals } from '../world/judge-arrivals.ts';
import { apps, deployed, type App } from '../world/names.ts';
import { changeValues, changeValuesMs, type Arrival } from '../world/nonces.ts';

const legacyGone = defineCheck<IncidentFact>({
  id: 'legacy-gone',
  claim: 'The old Secrets are gone',
  points: 1,
  needs: ['access-whole', 'request-whole', 'target-whole'],
  watches: incidentWatches,
  deadlineMs: incidentLookMs,
  look: lookAtIncident,
  judge: (fact) => {
    const left = fact.apps.filter(({ legacy }) => legacy.there).map(({ id }) => `${id}-legacy`);
    const [namespace = '', name = ''] = left[0]?.split('/') ?? [];
    if (left.length === 0) return holds;
    return differs('left', {
      saw: `still there: ${codes(left)}`,
      wanted: 'no hand-made copy of a password in the cluster',
      next: 'Everything is synced, so delete them.',
      hints: [
        '`kubectl get secrets -A | grep legacy`',
        'Look before you delete whether a pod still uses one: `kubectl get pods -A -o yaml | grep legacy`',
        `\`kubectl delete secret ${name} -n ${namespace}\`, and so on`,
      ],
    });
  },
});

const inventoryComplete = defineCheck<IncidentFact>({
  id: 'inventory-complete',
  claim: 'All sixteen Secrets of the inventory are there, with every key and Vault’s values',
  points: 3,
  needs: ['legacy-gone', 'access-synced', 'request-synced', 'target-synced'],
  watches: incidentWatches,
  pollMs: incidentPollMs,
  deadlineMs: incidentLookMs,
  look: lookAtIncident,
  judge: (fact) => judgeWhole(fact.apps),
});

interface DeploymentsFact {
  readonly apps: readonly {
    readonly id: string;
    readonly found: boolean;
    readonly ready: boolean;
    readonly usesOwn: boolean;
  }[];
}

const reference = z.object({ secretKeyRef: z.object({ name: z.string() }) });
const template = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.array(z.object({ env: z.array(z.object({ valueFrom: z.unknown() })).default([]) })),
      }),
    }),
  }),
});

async function lookAtDeployment(
  { id, namespace, name, secret }: App,
  { kubernetes }: Probes,
  signal: AbortSignal,
) {
  const object = await kubernetes.get(
    { apiVersion: 'apps/v1', plural: 'deployments', namespace, name },
    signal,
  );
  if (object === undefined) return { id, found: false, ready: false, usesOwn: false };
  const { status, metadata, spec } = parseObject(deployment, object);
  const used = parseObject(template, object).spec.template.spec.containers.flatMap(({ env }) =>
    env.flatMap(({ valueFrom }) => reference.safeParse(valueFrom).data?.secretKeyRef.name ?? []),
  );
  return {
    id,
    found: true,
    ready:
      status.observedGeneration >= metadata.generation &&
      spec.replicas > 0 &&
      status.readyReplicas >= spec.replicas,
    usesOwn: used.length >= 3 && used.every((each) => each === secret),
  };
}

const appsReady = defineCheck<DeploymentsFact>({
  id: 'apps-ready',
  claim: 'The applications run, each with its own Secret',
  points: 1,
  needs: ['inventory-complete'],
  watches: [{ apiVersion: 'apps/v1', plural: 'deployments' }],
  look: async (probes, signal) => ({
    apps: await Promise.all(deployed.map((app) => lookAtDeployment(app, probes, signal))),
  }),
  judge: ({ apps: found }) => {
    const changed = found.find((app) => !app.found || !app.usesOwn);
    if (changed !== undefined) {
      const [namespace = '', name = ''] = changed.id.split('/');
      return differs('changed', {
        saw: `the Deployment ${code(changed.id)} ${changed.found ? 'takes its values from another Secret' : 'is gone'}`,
        wanted: `a Deployment that reads \`${name}-credentials\``,
        next: 'Let the Deployment read its own Secret again; it needn’t change for this incident.',
        hints: [
          `\`kubectl get deployment ${name} -n ${namespace} -o yaml\``,
          'The field is `env[].valueFrom.secretKeyRef.name`.',
          'Undo your change with `kubectl rollout undo`, or press *Reset exercise*.',
        ],
      });
    }
    const down = found.filter(({ ready }) => !ready).map(({ id }) => id);
    const [namespace = '', name = ''] = down[0]?.split('/') ?? [];
    if (down.length === 0) return holds;
    return settling('not-ready', {
      waitingFor: `the pods of ${codes(down)} to start; Kubernetes tries again by itself`,
      untilMs: 150_000,
      episode: down.join(),
      overdue: {
        saw: `${codes(down)} don’t run`,
        wanted: 'every Deployment ready',
        next: `Ask the pod: \`kubectl describe pod -l app=${name} -n ${namespace}\``,
        hints: [
          `\`kubectl get pods -n ${namespace}\`: what does STATUS say?`,
          '`CreateContainerConfigError` means that a Secret or one of its keys is missing.',
          `\`kubectl rollout restart deployment ${name} -n ${namespace}\``,
        ],
      },
    });
  },
});

const atRandom = 3;

const anyAlive = defineCheck<{ readonly arrivals: readonly Arrival[] }>({
  id: 'any-alive',
  claim: 'Three Secrets, chosen at random, follow Vault',
  points: 3,
  needs: ['inventory-complete', 'healthy-untouched', 'nothing-wide'],
  challenge: true,
  doing: 'three values to arrive that were just changed in Vault; yours come back afterwards',
  deadlineMs: changeValuesMs,
  watches: incidentWatches,
  look: async (probes, signal) => {
    const left = apps.map(({ id }) => id);
    const chosen = Array.from({ length: atRandom }, () => left.splice(randomInt(left.length), 1)).flat();
    return { arrivals: await changeValues(chosen, probes, signal) };
  },
  judge: ({ arrivals }) => judgeArrivals(arrivals),
});

export const checks: readonly Check[] = [legacyGone, inventoryComplete, appsReady, anyAlive];
