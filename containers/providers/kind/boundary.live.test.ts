import { readlink } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { drive } from '#tests/conformance/drive.ts';
import { asLearner, liveCreateMs, liveSpec, openLiveKind } from '#tests/conformance/live-kind.ts';
import { openStrongPod } from '#tests/conformance/strong-pod.ts';
import { inContainer } from './container-exec.ts';

const live = await openLiveKind('boundary');
const provider = await live.open();
const noAbort = new AbortController().signal;
/** Names of what runs in others. */
const strangersAmongProcesses = /^(dockerd|containerd.*|kubelet|etcd|kube-.*|bao|vault|systemd)$/m;
let environment: Environment;

beforeAll(async () => {
  const plan = provider.plan(liveSpec, { learner: 'curious', attempt: String(process.pid) });
  environment = await drive(provider.create(plan, noAbort));
}, liveCreateMs);
afterAll(() => provider.destroy(environment.id, noAbort), 60_000);

const run = (script: string, stdin?: string) => asLearner(environment, script, stdin);

/** Tries to make a pod without making it, as the learner. */
async function tryPod(spec: object, namespace = 'lab1') {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'attempt', namespace }, spec };
  return run('kubectl create --dry-run=server -f -', JSON.stringify(pod));
}

const plain = { name: 'main', image: 'example' };
const withContext = (securityContext: object) => ({ containers: [{ ...plain, securityContext }] });
const withVolume = (volume: object) => ({ containers: [plain], volumes: [{ name: 'data', ...volume }] });

describe('pods stay in the cluster', () => {
  test('a harmless pod is admitted, with every kind of volume that the course uses', async () => {
    expect(await tryPod({ containers: [plain] })).toMatchObject({ exitCode: 0 });
    const harmless = {
      containers: [
        {
          ...plain,
          ports: [{ containerPort: 80 }],
          securityContext: { privileged: false, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } },
        },
      ],
      volumes: [
        { name: 'a', emptyDir: {} },
        { name: 'b', secret: { secretName: 'x' } },
        { name: 'c', configMap: { name: 'x' } },
        { name: 'd', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
        { name: 'e', persistentVolumeClaim: { claimName: 'x' } },
      ],
    };
    expect(await tryPod(harmless)).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['privileged', withContext({ privileged: true }), 'privileged containers'],
    [
      'privileged init container',
      {
        containers: [plain],
        initContainers: [{ ...plain, name: 'i', securityContext: { privileged: true } }],
      },
      'privileged containers',
    ],
    ['hostPath', withVolume({ hostPath: { path: '/' } }), 'hostPath'],
    ['nfs', withVolume({ nfs: { server: '10.0.0.1', path: '/' } }), 'hostPath and other volumes'],
    ['hostNetwork', { containers: [plain], hostNetwork: true }, 'hostNetwork'],
    ['hostPID', { containers: [plain], hostPID: true }, 'hostPID'],
    ['hostIPC', { containers: [plain], hostIPC: true }, 'hostIPC'],
    ['hostPort', { containers: [{ ...plain, ports: [{ containerPort: 80, hostPort: 80 }] }] }, 'hostPort'],
    ['SYS_ADMIN', withContext({ capabilities: { add: ['SYS_ADMIN'] } }), 'capabilities'],
    ['unconfined seccomp', withContext({ seccompProfile: { type: 'Unconfined' } }), 'unconfined'],
  ])('%s is denied', async (_name, spec, message) => {
    const { exitCode, stderr } = await tryPod(spec);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('kindlab-pods-stay-in-the-cluster');
    expect(stderr).toContain(message);
  });

  test('a Deployment may ask, but its pods do not come', async () => {
    const script = `kubectl -n lab1 create deployment sneaky --image=example --dry-run=client -o json \
      | jq '.spec.template.spec.hostPID = true' | kubectl create -f - >/dev/null
      kubectl -n lab1 wait --for=condition=ReplicaFailure --timeout=30s deployment/sneaky
      kubectl -n lab1 get deployment sneaky -o jsonpath='{.status.conditions[?(@.type=="ReplicaFailure")].message}'
      kubectl -n lab1 delete deployment sneaky >/dev/null`;
    expect((await run(script)).stdout).toContain('hostPID');
  });

  test('volumes on the disk of the node cannot be declared', async () => {
    const volume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'node' },
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/' } },
    };
    expect((await run('kubectl create --dry-run=server -f -', JSON.stringify(volume))).stderr).toContain(
      'orbidden',
    );
  });
});

describe('what belongs to the platform stays as it is', () => {
  test.each([
    ['a write in kube-system', 'kubectl -n kube-system create configmap x'],
    ['a write in kube-public', 'kubectl -n kube-public create configmap x'],
    ['a write in kube-node-lease', 'kubectl -n kube-node-lease create configmap x'],
    ['a pod in kube-system', 'kubectl -n kube-system run x --image=example'],
    ['a pod in vault', 'kubectl -n vault run x --image=example'],
    ['another address for Vault', `kubectl -n vault patch service vault -p '{"spec":{"externalName":"x"}}'`],
    ['a changed DNS', `kubectl -n kube-system patch configmap coredns -p '{"data":{"Corefile":""}}'`],
    ['deleting a platform namespace', 'kubectl delete namespace vault'],
    ['a token of kube-system', 'kubectl -n kube-system create token clusterrole-aggregation-controller'],
    ['exec into kube-system', 'kubectl -n kube-system exec ds/kube-proxy -- true'],
    ['port-forward into kube-system', 'kubectl -n kube-system port-forward deploy/coredns 15353:53'],
    [
      'a debug container in kube-system',
      'kubectl -n kube-system debug --profile=general --image=example $(kubectl -n kube-system get pods -l k8s-app=kube-proxy -o name)',
    ],
    ['deleting its own bounds', 'kubectl delete clusterrolebinding kindlab:learners'],
    ['changing a role of the cluster', 'kubectl delete clusterrole system:node'],
  ])('%s is denied', async (_name, command) => {
    const { exitCode, stderr } = await run(command);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/ValidatingAdmissionPolicy 'kindlab-platform-(namespaces|objects)'/);
  });

  test('nor with a service account that the learner gives all of their rights', async () => {
    const script = `kubectl -n lab1 create serviceaccount proxy-me >/dev/null
      kubectl create clusterrolebinding proxy-me --clusterrole=kindlab:learner --serviceaccount=lab1:proxy-me >/dev/null
      token=$(kubectl -n lab1 create token proxy-me)
      asme() { kubectl --kubeconfig=/dev/null --server="$server" --token="$token" --insecure-skip-tls-verify "$@"; }
      server=$(kubectl config view --raw -o jsonpath='{.clusters[0].cluster.server}')
      asme -n lab1 get pods
      asme -n kube-system create token clusterrole-aggregation-controller
      kubectl delete clusterrolebinding proxy-me >/dev/null; kubectl -n lab1 delete serviceaccount proxy-me >/dev/null`;
    const { stderr, stdout } = await run(script);
    expect(stderr).toContain('No resources found in lab1');
    expect(stderr).toContain("ValidatingAdmissionPolicy 'kindlab-platform-namespaces'");
    expect(stdout).not.toContain('eyJ');
  });

  test.each([
    'impersonate users',
    'impersonate groups',
    'get nodes --subresource=proxy',
    'create nodes --subresource=proxy',
    'approve signers',
    'update certificatesigningrequests --subresource=approval',
    'create certificatesigningrequests',
    'escalate clusterroles',
    'bind clusterroles',
    'update validatingadmissionpolicies',
    'delete validatingadmissionpolicies',
    'delete validatingadmissionpolicybindings',
    'create mutatingwebhookconfigurations',
    'create apiservices',
    'create persistentvolumes',
    'update nodes',
    'get services --subresource=proxy',
    'get pods --subresource=proxy',
    'update secrets --subresource=none-such',
    "'*' '*'",
  ])('the learner may not %s', async (what) => {
    expect((await run(`kubectl auth can-i ${what} -A`)).stdout.trim()).toBe('no');
  });

  test('nobody can make themselves administrator', async () => {
    const { stderr } = await run(
      'kubectl create clusterrolebinding me --clusterrole=cluster-admin --user=learner',
    );
    expect(stderr).toContain('attempting to grant RBAC permissions not currently held');
  });

  test('no token is left with which a node could join', async () => {
    expect((await run('kubectl -n kube-system get secrets -o name')).stdout.trim()).toBe('');
  });
});

describe('the strongest pod that a learner can make holds no power over its node', () => {
  const node = () => `${nameOf(environment.id)}-control-plane`;
  let inPod: Environment['exec'];
  beforeAll(async () => {
    inPod = await openStrongPod(environment);
  }, liveCreateMs);
  const runInPod = (script: string) =>
    inPod({ command: ['bash', '-c', script], timeoutMs: 60_000 }, new AbortController().signal);

  test('root in it joins nothing, mounts nothing, and reads no disk by a device file of its own', async () => {
    expect((await runInPod('id -u')).stdout).toBe('0\n');
    for (const kind of ['-m', '-n', '-p', '-u', '-i'])
      expect((await runInPod(`nsenter -t 1 ${kind} true`)).stderr, kind).toContain('not permitted');
    expect((await runInPod('mount -t tmpfs none /tmp')).stderr).toContain('denied');
    const { stdout, stderr } = await runInPod(`for disk in $(ls /sys/block); do
        mknod /tmp/disk b $(tr : ' ' </sys/block/$disk/dev) && echo made && head -c 512 /tmp/disk; rm -f /tmp/disk
      done`);
    // Making them is allowed, opening them is not.
    expect(stdout).toMatch(/^(made\n)+$/);
    expect(stderr.trim().split('\n')).toEqual(
      stdout
        .trim()
        .split('\n')
        .map(() => 'head: /tmp/disk: Operation not permitted'),
    );
    expect((await runInPod('find / -name "*.sock" -not -path "/proc/*" 2>/dev/null')).stdout).toBe('');
    expect((await runInPod('cat /proc/[0-9]*/comm')).stdout).not.toMatch(strangersAmongProcesses);
  });

  test('kubectl debug node gets no shell on the node, from the workspace or from a pod', async () => {
    const debug = (profile: string, command: string) =>
      `kubectl -n lab1 debug node/${node()} --image=postgres:15 --profile=${profile} -- ${command}`;
    for (const from of [run, runInPod]) {
      for (const profile of ['general', 'netadmin', 'sysadmin']) {
        const { exitCode, stderr } = await from(debug(profile, 'chroot /host id'));
        expect(exitCode).not.toBe(0);
        expect(stderr, profile).toContain("ValidatingAdmissionPolicy 'kindlab-pods-stay-in-the-cluster'");
      }
    }
    // This one asks for nothing of the node, and so it comes: a pod like others.
    const { exitCode } = await run(
      debug('baseline', 'bash -c "echo /host/*; echo /dev/[svnx][dv]*; echo /proc/[0-9]*; exec sleep 600"'),
    );
    expect(exitCode).toBe(0);
    const { stdout } = await run(`pod=$(kubectl -n lab1 get pods -o name | grep node-debugger)
      kubectl -n lab1 wait --for=condition=Ready --timeout=60s $pod >/dev/null; kubectl -n lab1 logs $pod
      kubectl -n lab1 delete --grace-period=1 $pod >/dev/null`);
    expect(stdout).toBe('/host/*\n/dev/[svnx][dv]*\n/proc/1\n');
  });

  test('nor does the kubelet tell a service account anything, whatever its learner gave it', async () => {
    const { stdout } = await run(
      `kubectl -n lab1 exec strong -- cat /var/run/secrets/kubernetes.io/serviceaccount/token >/tmp/token
      for path in pods stats/summary metrics configz 'exec/lab1/strong/main?command=id&output=1'; do
        curl -sk -m 20 -o /dev/null -w '%{http_code} ' -H "Authorization: Bearer $(cat /tmp/token)" "https://${node()}:10250/$path"
      done; rm /tmp/token`,
    );
    expect(stdout).toBe('403 403 403 403 403 ');
  });
});

describe('the node is a privileged container of its own', () => {
  test('root in it meets no Docker socket and no process of others, in namespaces of its own', async () => {
    const inNode = inContainer(live.docker, `${nameOf(environment.id)}-control-plane`, 'root');
    const see = async (script: string) =>
      (await inNode({ command: ['bash', '-c', script], timeoutMs: 30_000 }, noAbort)).stdout;
    expect(
      await see('find / -xdev -name "docker*.sock"; ls -d /run/docker* /var/run/docker* 2>/dev/null'),
    ).toBe('');
    const processes = await see('cat /proc/[0-9]*/comm');
    expect(processes).toContain('kubelet');
    expect(processes).not.toMatch(/^(dockerd|bao|vault|tmux.*|node)$/m);
    for (const kind of ['pid', 'net', 'mnt', 'ipc', 'uts'])
      expect(await see(`readlink /proc/1/ns/${kind}`), kind).not.toBe(
        `${await readlink(`/proc/self/ns/${kind}`)}\n`,
      );
  });
});
