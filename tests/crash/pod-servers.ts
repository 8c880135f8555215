import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { z } from 'zod';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import { chartValues, type ClusterRelease } from '#site/cli/image-command.ts';
import type { LiveHost } from '#tests/conformance/live-host.ts';
import { clusterTools } from '#tests/support/cluster-tools.ts';
import { until } from '#tests/server/until.ts';

const chart = path.resolve(import.meta.dirname, '../../docs/operations/helm/kindlab');
export const releaseName = 'kindlab';
const nodePort = 30_080;
const helmMs = 6 * 60_000;
const askMs = 60_000;
const settleMs = 180_000;
const serverSelector = `app.kubernetes.io/instance=${releaseName},app.kubernetes.io/component=server`;

const podList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), uid: z.string(), deletionTimestamp: z.string().optional() }),
      status: z.object({
        podIP: z.string().optional(),
        containerStatuses: z.array(z.object({ ready: z.boolean(), restartCount: z.number() })).default([]),
      }),
    }),
  ),
});

/** A server in a pod. */
export interface ServerPod {
  readonly name: string;
  readonly uid: string;
  readonly address: string | undefined;
  readonly ready: boolean;
  readonly leaving: boolean;
  readonly restarts: number;
}

/** Ends the server's process from inside of its pod, by a signal that it does not hear of. */
const killServer = `
const fs = require('node:fs');
for (const id of fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name))) {
  const words = fs.readFileSync('/proc/' + id + '/cmdline', 'utf8').split('\\0');
  if (words[0].endsWith('/node') && words.includes('serve')) process.kill(Number(id), 'SIGKILL');
}`;

/** Kindlab as the chart installs it: servers and their PostgreSQL as pods, reached through the Service. */
export class PodServers {
  readonly url: string;
  readonly #host: LiveHost;
  readonly #values: string;
  readonly #folder: string;
  #turn = 0;

  private constructor(host: LiveHost, folder: string, address: string) {
    this.#host = host;
    this.#folder = folder;
    this.#values = path.join(folder, 'values.yaml');
    this.url = `http://${address}:${String(nodePort)}`;
  }

  /** Installs it and resolves when all servers are ready. */
  static async install(
    host: LiveHost,
    { release, replicas }: { readonly release: ClusterRelease; readonly replicas: number },
  ): Promise<PodServers> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-pods-'));
    await host.importImage(release.image);
    const servers = new PodServers(host, folder, await host.address());
    const values = {
      ...chartValues(release),
      origin: servers.url,
      replicas,
      postgres: { enabled: true, storageClass },
      persistence: { accessMode: 'ReadWriteOnce', storageClass },
      service: { type: 'NodePort', nodePort },
    };
    await writeFile(servers.#values, stringify(values));
    await servers.#makeDisks();
    await servers.#upgrade();
    return servers;
  }

  async pods(): Promise<readonly ServerPod[]> {
    const { items } = podList.parse(
      JSON.parse(await this.#kubectl('get', 'pods', '--selector', serverSelector, '--output', 'json')),
    );
    return items.map(({ metadata: { name, uid, deletionTimestamp }, status }) => ({
      name,
      uid,
      address: status.podIP,
      ready: status.containerStatuses.length > 0 && status.containerStatuses.every(({ ready }) => ready),
      leaving: deletionTimestamp !== undefined,
      restarts: status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    }));
  }

  /** The pod whose session holds the lead, as the database tells it. */
  leader(): Promise<ServerPod> {
    return until(
      'a server that leads',
      async () => {
        const holder = await this.#database(
          `select application_name from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and granted`,
        ).catch(() => '');
        const address = /kindlab http:\/\/([\d.]+):/.exec(holder)?.[1];
        const found = (await this.pods()).find((pod) => pod.address === address);
        if (found === undefined) await delay(250);
        return found;
      },
      settleMs,
    );
  }

  /** The link that makes the first administrator. */
  adminLink(): Promise<string> {
    return until(
      'the link for an administrator',
      async () => /http\S+#\S+/.exec(await this.#kubectl('logs', (await this.leader()).name))?.[0],
      askMs,
    );
  }

  /** SIGKILL to the server's process; its container starts again. */
  async kill({ name }: ServerPod): Promise<void> {
    // Its own line may be cut with it.
    await this.#kubectl('exec', name, '--', 'node', '--eval', killServer);
  }

  async delete({ name }: ServerPod): Promise<void> {
    await this.#kubectl('delete', 'pod', name, '--force', '--grace-period=0', '--wait=false');
  }

  /** A new version of all pods, one after the other. */
  async upgrade(): Promise<void> {
    this.#turn += 1;
    await this.#upgrade('--set-string', `podAnnotations.turn=${String(this.#turn)}`);
  }

  /** Resolves when as many servers are ready as there should be, the one that led is another pod or process, and one leads. */
  async settled(before: readonly ServerPod[]): Promise<void> {
    const key = ({ uid, restarts }: ServerPod): string => `${uid} ${String(restarts)}`;
    const known = new Set(before.map(key));
    await until(
      'servers are as many as before, and ready',
      async () => {
        const now = await this.pods();
        const whole = now.length === before.length && now.every(({ ready, leaving }) => ready && !leaving);
        if (whole && now.some((pod) => !known.has(key(pod)))) return true;
        await delay(250);
        return undefined;
      },
      settleMs,
    );
    await this.leader();
  }

  /** What the server's own account is told when it tries this; empty when it may. */
  async refusal(...args: readonly string[]): Promise<string> {
    const account = `system:serviceaccount:${releaseName}:${releaseName}`;
    try {
      await this.#kubectl('--as', account, ...args);
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Takes it off the cluster; answers what it has left there. */
  async uninstall(): Promise<void> {
    await this.#run('helm', ['uninstall', releaseName, '--namespace', releaseName, '--wait']);
  }

  /** What there is of the release. Pods take their time to go, and Helm does not wait for them. */
  async parts(): Promise<readonly string[]> {
    const kinds = [
      ...['clusterrole', 'clusterrolebinding', 'deployment', 'daemonset', 'statefulset', 'pod', 'service'],
      ...['validatingadmissionpolicy', 'validatingadmissionpolicybinding', 'networkpolicy'],
    ];
    const selector = `app.kubernetes.io/instance=${releaseName}`;
    const left = await this.#kubectl('get', kinds.join(','), '--selector', selector, '--output', 'name');
    return left.split('\n').filter((name) => name !== '');
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #upgrade(...more: readonly string[]): Promise<void> {
    await this.#run('helm', [
      ...['upgrade', '--install', releaseName, chart, '--namespace', releaseName, '--create-namespace'],
      ...['--values', this.#values, '--wait', '--timeout', `${String(helmMs / 1000 - 30)}s`, ...more],
    ]);
  }

  #database(query: string): Promise<string> {
    const psql = ['psql', '--username', 'kindlab', '--no-align', '--tuples-only', '--command', query];
    return this.#kubectl('exec', `${releaseName}-postgres-0`, '--', ...psql);
  }

  /** Folders of the machine as volumes: no provisioner of a kind cluster gives one that a user without power can write to. */
  async #makeDisks(): Promise<void> {
    for (const name of ['data', 'postgres']) {
      const folder = `/var/local/kindlab/${name}`;
      await this.#host.onMachine(['mkdir', '--parents', folder]);
      const expression = { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] };
      const manifest = {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: `kindlab-${name}` },
        spec: {
          capacity: { storage: '5Gi' },
          accessModes: ['ReadWriteOnce'],
          persistentVolumeReclaimPolicy: 'Retain',
          storageClassName: storageClass,
          local: { path: folder },
          nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } },
        },
      };
      await this.#host.api.apply('/api/v1/persistentvolumes', manifest, AbortSignal.timeout(askMs));
    }
  }

  #kubectl(...args: readonly string[]): Promise<string> {
    return this.#run('kubectl', ['--namespace', releaseName, ...args]);
  }

  async #run(tool: 'helm' | 'kubectl', args: readonly string[]): Promise<string> {
    const timeoutMs = tool === 'helm' ? helmMs : askMs;
    const program = path.join(await clusterTools(), tool);
    return runCommand([program, '--kubeconfig', this.#host.kubeconfig, ...args], {
      signal: AbortSignal.timeout(timeoutMs),
      timeoutMs,
    });
  }
}

const storageClass = 'kindlab-machine';
