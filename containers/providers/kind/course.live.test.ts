import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { drive } from '#tests/conformance/drive.ts';
import { asLearner, liveCreateMs, liveSpec, openLiveKind } from '#tests/conformance/live-kind.ts';
import { nameOf } from '#containers/providers/plan.ts';

const live = await openLiveKind('course');
const provider = await live.open();
const noAbort = new AbortController().signal;
let environment: Environment;

beforeAll(async () => {
  const plan = provider.plan(liveSpec, { learner: 'diligent', attempt: String(process.pid) });
  environment = await drive(provider.create(plan, noAbort));
}, liveCreateMs);
afterAll(() => provider.destroy(environment.id, noAbort), 60_000);

const run = (script: string, stdin?: string) => asLearner(environment, script, stdin);

describe('the course works', () => {
  test('what a learner does every day', async () => {
    const script = `set -e
      kubectl create namespace mine && kubectl -n mine create secret generic s --from-literal=a=b
      kubectl -n mine create serviceaccount app && kubectl -n mine create token app >/dev/null
      kubectl -n mine create role reader --verb=get,list --resource=secrets
      kubectl -n mine create rolebinding reader --role=reader --serviceaccount=mine:app
      kubectl create clusterrolebinding vault-reviewer --clusterrole=system:auth-delegator --serviceaccount=mine:app
      kubectl -n mine auth can-i get secrets --as-group=x --as=x 2>&1 | grep -q impersonate
      kubectl get nodes,namespaces,pods -A >/dev/null`;
    expect(await run(script)).toMatchObject({ exitCode: 0 });
  });

  test("External Secrets installs with helm and the learner's rights", async () => {
    const script = `set -e
      helm repo add course http://charts.kindlab >/dev/null
      helm install external-secrets course/external-secrets -n external-secrets --create-namespace --wait --timeout 110s >/dev/null
      kubectl -n external-secrets get deployments -o jsonpath='{.items[*].status.readyReplicas}'`;
    expect(await run(script)).toMatchObject({ exitCode: 0, stdout: '1 1 1' });
  }, 120_000);

  test('its pods reach Vault by the name in the cluster: a value arrives', async () => {
    const store = {
      provider: {
        vault: {
          server: 'http://vault.vault.svc:8200',
          path: 'secret',
          version: 'v2',
          auth: { tokenSecretRef: { name: 'vault-token', key: 'token' } },
        },
      },
    };
    const external = {
      refreshInterval: '10s',
      secretStoreRef: { name: 'vault' },
      target: { name: 'copy' },
      dataFrom: [{ extract: { key: 'trial' } }],
    };
    const apiVersion = 'external-secrets.io/v1';
    const items = [
      { apiVersion, kind: 'SecretStore', metadata: { name: 'vault', namespace: 'lab1' }, spec: store },
      { apiVersion, kind: 'ExternalSecret', metadata: { name: 'copy', namespace: 'lab1' }, spec: external },
    ];
    const script = `set -e
      vault kv put secret/trial word=arrived >/dev/null
      kubectl -n lab1 create secret generic vault-token --from-literal=token="$VAULT_TOKEN" >/dev/null
      kubectl apply -f - >/dev/null
      kubectl -n lab1 wait --for=condition=Ready --timeout=30s externalsecret/copy >/dev/null
      kubectl -n lab1 get secret copy -o jsonpath='{.data.word}' | base64 -d`;
    expect(await run(script, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))).toMatchObject({
      exitCode: 0,
      stdout: 'arrived',
    });
  });

  test('exec and port-forward pass in namespaces of their own', async () => {
    const { stderr } = await run(
      'kubectl -n external-secrets exec deploy/external-secrets -- /no/such/program',
    );
    expect(stderr).toMatch(/no such file or directory/);
    const script = `kubectl -n external-secrets port-forward deploy/external-secrets 18080:8080 >/dev/null & forward=$!
      curl -s --retry 20 --retry-connrefused --retry-delay 1 -o /dev/null -w '%{http_code}' http://127.0.0.1:18080/metrics; kill $forward`;
    expect((await run(script)).stdout).toBe('200');
  });

  test('the Vault of the environment answers the learner, and keeps a record', async () => {
    const { stdout } = await run(
      'vault kv put -format=json secret/myapp/config api_key=x && vault kv get -field=api_key secret/myapp/config && vault audit list',
    );
    expect(stdout).toContain('"version": 1');
    expect(stdout).toMatch(/\nx\n?.*file\//s);
  });
});

describe('the workspace and its network', () => {
  test('no capability, no way to gain one, no Docker', async () => {
    const { stdout } = await run(
      'grep -E "CapEff|CapBnd|NoNewPrivs" /proc/self/status; id -u; ls /var/run/docker.sock 2>&1; sudo -n true 2>&1',
    );
    expect(stdout).toMatch(/CapEff:\s+0000000000000000/);
    expect(stdout).toMatch(/CapBnd:\s+0000000000000000/);
    expect(stdout).toMatch(/NoNewPrivs:\s+1/);
    expect(stdout).toContain('\n1000\n');
    expect(stdout).toContain('No such file');
  });

  test('a fork bomb ends at the limit of processes and leaves the rest alone', async () => {
    const { stderr } = await run('for i in $(seq 400); do sleep 2 & done; wait');
    expect(stderr).toContain('Resource temporarily unavailable');
    expect((await run('kubectl get ns lab1 -o name')).stdout.trim()).toBe('namespace/lab1');
  });

  test('only this machine reaches what is published', async () => {
    for (const part of ['vault', 'control-plane']) {
      const details = await live.docker.getContainer(nameOf(environment.id, part)).inspect();
      const bindings = Object.values(details.NetworkSettings.Ports).flat();
      expect(bindings.length, part).toBe(1);
      expect(
        bindings.every(({ HostIp }) => HostIp === '127.0.0.1'),
        part,
      ).toBe(true);
    }
  });

  test('every container is bounded', async () => {
    const { limits } = liveSpec;
    const wanted = {
      vault: limits.vaultMemoryMiB,
      workspace: limits.workspaceMemoryMiB,
      'control-plane': limits.nodeMemoryMiB,
    };
    for (const [part, memoryMiB] of Object.entries(wanted)) {
      const { HostConfig } = await live.docker.getContainer(nameOf(environment.id, part)).inspect();
      expect(HostConfig.Memory, part).toBe(memoryMiB * 1024 * 1024);
      expect(HostConfig.MemorySwap, part).toBe(HostConfig.Memory);
      expect(HostConfig.PidsLimit, part).toBeGreaterThan(0);
      expect(Math.max(Number(HostConfig.NanoCpus), Number(HostConfig.CpuQuota)), part).toBeGreaterThan(0);
    }
  });

  test('a neighbour on the same machine is out of reach', async () => {
    const { images } = provider.plan(liveSpec, { learner: 'x', attempt: 'x' });
    const network = await live.docker.createNetwork({
      Name: `kindlab-test-neighbour-${String(process.pid)}`,
    });
    const neighbour = await live.docker.createContainer({
      Image: images.vault,
      HostConfig: { NetworkMode: network.id },
    });
    try {
      await neighbour.start();
      const { NetworkSettings } = await neighbour.inspect();
      const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '';
      const { stdout } = await run(
        `curl -s -m 5 http://vault:8200/v1/sys/health | cut -c1-14; curl -s -m 3 http://${address}:8200/v1/sys/health || echo out of reach`,
      );
      expect(stdout).toBe('{"initialized"\nout of reach\n');
    } finally {
      await neighbour.remove({ force: true, v: true });
      await network.remove();
    }
  });
});

describe("the platform's own way in", () => {
  test('goes on working after the learner revoked every token they can name', async () => {
    const { vault } = await environment.access(noAbort);
    const ask = async () =>
      (
        await fetch(`${vault.address}/v1/secret/metadata?list=true`, {
          headers: { 'X-Vault-Token': vault.token },
        })
      ).status;
    expect([200, 404]).toContain(await ask());
    expect((await run('vault token revoke -self && ! vault token lookup')).exitCode).toBe(0);
    expect([200, 404]).toContain(await ask());
  });

  test('leaves no room behind on the disk: the volume of the node goes with it', async () => {
    const { Mounts } = await live.docker.getContainer(nameOf(environment.id, 'control-plane')).inspect();
    const volumes = Mounts.flatMap(({ Name }) => Name ?? []);
    expect(volumes.length).toBeGreaterThan(0);
    await provider.destroy(environment.id, noAbort);
    const { Volumes } = await live.docker.listVolumes();
    expect(Volumes.filter(({ Name }) => volumes.includes(Name))).toEqual([]);
    expect(await live.leftovers()).toEqual([]);
  }, 60_000);
});
