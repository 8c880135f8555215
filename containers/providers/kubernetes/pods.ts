import type { Plan } from '#containers/contract/environment.ts';
import { auditFolder } from '#containers/providers/kind/audit-log.ts';
import { nodeCpus } from '#containers/providers/kind/node.ts';
import { vaultCommand } from '#containers/providers/kind/vault-settings.ts';
import { kubeconfigPath } from '#containers/providers/kind/workspace.ts';
import { bootCommand, bootScript, fillVarScript } from './node-boot.ts';
import { nodeNameOf } from './node-config.ts';
import {
  configFolder,
  gateFolder,
  keptFolder,
  platformFolder,
  secretName,
  vaultConfigName,
  vaultTokenFiles,
} from './places.ts';
import type { KubernetesSettings } from './settings.ts';
import { makeGate, openFirst } from './vault-gate.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Users of the images. */
const vaultUser = 100;
const learnerUser = 1000;
const labGroup = 1000;
const auditorUser = 65_534;

const auditor = { memoryMiB: 16, cpus: 0.1 };
/** What the scheduler counts for a node that runs, measured (docs/design/0003-environments.md); limits are above it. */
const nodeRequest = { memoryMiB: 640, cpus: 0.1 };

/** What the containers of an environment may take together. */
export function limitsOf({ spec }: Plan): { readonly memoryMiB: number; readonly cpus: number } {
  const { nodeMemoryMiB, vaultMemoryMiB, workspaceMemoryMiB } = spec.limits;
  return {
    memoryMiB: nodeMemoryMiB + vaultMemoryMiB + workspaceMemoryMiB + auditor.memoryMiB,
    cpus: nodeCpus + 1 + 1 + auditor.cpus,
  };
}

/** The pod that is the learner's cluster: a kind node, as Docker would run it. */
export function clusterPod(plan: Plan, settings: KubernetesSettings): Fields {
  const image = imageOf(settings, plan.images.node);
  const resources = {
    requests: amounts(nodeRequest.memoryMiB, nodeRequest.cpus),
    limits: amounts(plan.spec.limits.nodeMemoryMiB, nodeCpus),
  };
  return {
    ...common(settings),
    dnsPolicy: 'Default',
    hostAliases: [{ ip: '127.0.0.1', hostnames: [nodeNameOf(plan)] }],
    initContainers: [
      {
        name: 'fill',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['sh', '-c', fillVarScript],
        resources,
        volumeMounts: [{ name: 'var', mountPath: '/target' }],
      },
    ],
    containers: [
      {
        name: 'node',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: bootCommand,
        args: [bootScript],
        securityContext: { privileged: true },
        resources,
        volumeMounts: [
          { name: 'var', mountPath: '/var' },
          { name: 'run', mountPath: '/run' },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'var', ...disk(settings) },
      { name: 'run', emptyDir: { medium: 'Memory' } },
      { name: 'tmp', emptyDir: { medium: 'Memory' } },
    ],
  };
}

/** The pod that the learner sits in: the workspace, Vault beside it, and who can show its audit log. */
export function deskPod(plan: Plan, settings: KubernetesSettings): Fields {
  return {
    ...common(settings),
    hostAliases: [{ ip: '127.0.0.1', hostnames: ['charts.kindlab'] }],
    securityContext: {
      fsGroup: labGroup,
      seccompProfile: { type: 'RuntimeDefault' },
      // The workspace serves its charts on port 80 without being root.
      sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
    },
    initContainers: [furnishContainer(plan, settings)],
    containers: [
      vaultContainer(plan, settings),
      workspaceContainer(plan, settings),
      auditorContainer(plan, settings),
    ],
    volumes: [
      { name: 'audit', emptyDir: { sizeLimit: '1Gi' } },
      { name: 'config', configMap: { name: vaultConfigName } },
      { name: 'platform', secret: { secretName, items: tokenFiles, defaultMode: 0o440 } },
      { name: 'gate', emptyDir: { sizeLimit: '1Mi' } },
      { name: 'home', emptyDir: { sizeLimit: `${String(settings.diskGiB)}Gi` } },
      { name: 'kept', emptyDir: { sizeLimit: '256Mi' } },
    ],
  };
}

const token = { valueFrom: { secretKeyRef: { name: secretName, key: 'learner' } } };
const tokenFiles = vaultTokenFiles.map((key) => ({ key, path: key }));
const home = '/home/learner';
const homeVolume = { name: 'home', mountPath: home, subPath: 'learner' };
const gate = { name: 'gate', mountPath: gateFolder };
const audit = { name: 'audit', mountPath: auditFolder };
const readAudit = { ...audit, readOnly: true };

/** The home folder outlives the container that it is used in: the image's is copied before anybody uses it. */
const fillHome = `test -d /homes/learner || { cp -a ${home} /homes/new && mv /homes/new /homes/learner; }`;

function furnishContainer(plan: Plan, settings: KubernetesSettings): Fields {
  return {
    name: 'furnish',
    image: imageOf(settings, plan.images.workspace),
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-euc', `${makeGate}; ${fillHome}`],
    securityContext: powerless(learnerUser),
    resources: bounded(plan.spec.limits.workspaceMemoryMiB, 1, 48),
    volumeMounts: [gate, { name: 'home', mountPath: '/homes' }],
  };
}

/** Sees the audit log as Vault wrote it, keeps what is kept of Vault and its tokens, and lets Vault in. */
function auditorContainer(plan: Plan, settings: KubernetesSettings): Fields {
  return {
    name: 'auditor',
    image: imageOf(settings, plan.images.workspace),
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', `${openFirst}; exec sleep infinity`],
    securityContext: powerless(auditorUser),
    resources: bounded(auditor.memoryMiB, auditor.cpus, 8),
    volumeMounts: [
      readAudit,
      gate,
      { name: 'config', mountPath: configFolder, readOnly: true },
      { name: 'kept', mountPath: keptFolder },
      { name: 'platform', mountPath: platformFolder, readOnly: true },
    ],
  };
}

function vaultContainer(plan: Plan, settings: KubernetesSettings): Fields {
  return {
    name: 'vault',
    image: imageOf(settings, plan.images.vault),
    imagePullPolicy: 'IfNotPresent',
    args: vaultCommand,
    env: [
      { name: 'BAO_DEV_ROOT_TOKEN_ID', ...token },
      { name: 'VAULT_DEV_ROOT_TOKEN_ID', ...token },
    ],
    securityContext: powerless(vaultUser),
    resources: bounded(plan.spec.limits.vaultMemoryMiB, 1, 48),
    readinessProbe: {
      httpGet: { path: '/v1/sys/health', port: 8200 },
      periodSeconds: 1,
      failureThreshold: 30,
    },
    volumeMounts: [audit, { ...gate, readOnly: true }],
  };
}

function workspaceContainer(plan: Plan, settings: KubernetesSettings): Fields {
  return {
    name: 'workspace',
    image: imageOf(settings, plan.images.workspace),
    imagePullPolicy: 'IfNotPresent',
    env: [
      { name: 'VAULT_ADDR', value: 'http://vault:8200' },
      { name: 'VAULT_TOKEN', ...token },
      { name: 'KUBECONFIG', value: kubeconfigPath },
      { name: 'LANG', value: 'C.UTF-8' },
    ],
    securityContext: powerless(learnerUser),
    resources: bounded(plan.spec.limits.workspaceMemoryMiB, 1, 48),
    volumeMounts: [readAudit, homeVolume],
  };
}

function common({ runtimeClass, nodeSelector }: KubernetesSettings): Fields {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 1,
    ...(runtimeClass === undefined ? {} : { runtimeClassName: runtimeClass }),
    nodeSelector,
  };
}

/** The workspace has no power of its own: no capability, and no way to gain any. */
function powerless(user: number): Fields {
  return {
    runAsUser: user,
    runAsGroup: labGroup,
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  };
}

function bounded(memoryMiB: number, cpus: number, usualMiB: number): Fields {
  return { requests: amounts(Math.min(usualMiB, memoryMiB), 0.02), limits: amounts(memoryMiB, cpus) };
}

function amounts(memoryMiB: number, cpus: number): Fields {
  return { memory: `${String(memoryMiB)}Mi`, cpu: `${String(Math.round(cpus * 1000))}m` };
}

function disk({ storageClass, diskGiB }: KubernetesSettings): Fields {
  const size = `${String(diskGiB)}Gi`;
  if (storageClass === undefined) return { emptyDir: { sizeLimit: size } };
  const spec = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: storageClass,
    resources: { requests: { storage: size } },
  };
  return { ephemeral: { volumeClaimTemplate: { spec } } };
}

/** The bundle's reference, as the machines of the carrying cluster know it. */
export function imageOf({ imagePrefix }: Pick<KubernetesSettings, 'imagePrefix'>, reference: string): string {
  return `${imagePrefix}/${reference}`;
}
