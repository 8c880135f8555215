import type { KubeConfig } from '@kubernetes/client-node';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { createClusterWrites, createKubernetesProbe } from './kubernetes.ts';
import { createKubernetesTransport, kubeConfigOf } from './kubernetes-transport.ts';
import { forwardToPod } from './pod-socket.ts';
import { createPostgresProbe } from './postgres.ts';
import type { Probes } from './probes.ts';
import { createServiceProbe } from './services.ts';
import { createVaultProbe, createVaultTransport, createVaultWrites } from './vault.ts';

/** The way into one learner's world, whoever made it. */
export interface WayIn {
  readonly kubernetes: KubeConfig;
  readonly vault: EnvironmentAccess['vault'];
}

/** Probes of one environment, with the platform's credentials and one attempt's values. Keeps connections open for reuse. */
export function makeProbes(
  access: EnvironmentAccess,
  values: Readonly<Record<string, string>>,
  now: () => Date = () => new Date(),
): Probes {
  return probesFor({ kubernetes: kubeConfigOf(access.kubernetes), vault: access.vault }, values, now);
}

/** The same probes of any cluster and any Vault. */
export function probesFor(
  wayIn: WayIn,
  values: Readonly<Record<string, string>>,
  now: () => Date = () => new Date(),
): Probes {
  const kubernetes = createKubernetesTransport(wayIn.kubernetes);
  const vault = createVaultTransport(wayIn.vault);
  return {
    kubernetes: createKubernetesProbe(kubernetes),
    vault: createVaultProbe(vault),
    services: createServiceProbe(kubernetes),
    postgres: createPostgresProbe(kubernetes, forwardToPod(wayIn.kubernetes)),
    challenger: { ...createClusterWrites(kubernetes), ...createVaultWrites(vault) },
    attempt: { values, vaultAddressInCluster: wayIn.vault.addressInCluster },
    now,
  };
}
