import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Environment } from '#containers/contract/environment.ts';
import { apiAnswers } from '#containers/providers/kind/cluster/api-answers.ts';
import { drive } from '#tests/conformance/drive.ts';
import { podFacts, type PodFacts } from '#tests/conformance/host-pods.ts';
import { all, knock, survey, type Door } from '#tests/conformance/knock.ts';
import { openLiveHost } from '#tests/conformance/live-host.ts';
import { asLearner, liveSpec } from '#tests/conformance/live-kind.ts';
import { inviteStrangers, type Strangers } from '#tests/conformance/strangers.ts';
import { openTerminal } from '#tests/conformance/terminal.ts';
import { namespaceOf, placesOf } from './places.ts';

const host = await openLiveHost('isolation');
const provider = host.open('isolation');
const createMs = 240_000;
const pollMs = 60_000;
const noAbort = new AbortController().signal;
const within = (): AbortSignal => AbortSignal.timeout(60_000);

type Doors = Readonly<Record<string, Door>>;

afterAll(() => host.close(), 120_000);

describe('kubernetes: who reaches whom', () => {
  let mine: Environment;
  /** Of a neighbour whose environment may not reach out, either. */
  let theirs: Environment;
  let strangers: Strangers;
  let theirDoors: Doors;
  let ownDoors: Doors;
  let clusterDoors: Doors;

  beforeAll(async () => {
    strangers = await inviteStrangers(host);
    mine = await create('mine');
    theirs = await create('theirs', { egress: 'denied' });
    [ownDoors, theirDoors, clusterDoors] = await Promise.all([
      doorsOf(mine),
      doorsOf(theirs),
      doorsOfCluster(),
    ]);
  }, createMs * 3);
  afterAll(async () => {
    await Promise.all([mine, theirs].map(({ id }) => provider.destroy(id, noAbort)));
    await strangers.close();
  }, 240_000);

  test("nothing of another learner's is in reach, from the desk or from the cluster's machine", async () => {
    for (const run of [desk(mine), machine(mine)])
      expect(await survey(run, theirDoors)).toEqual(all(theirDoors, 'silent'));
    for (const run of [desk(theirs), machine(theirs)])
      expect(await survey(run, ownDoors)).toEqual(all(ownDoors, 'silent'));
    expect(await knock(desk(mine), vaultByName(theirs))).toBe('silent');
  });

  test('nor is what carries them: API server, kubelet, other pods and services, a metadata service', async () => {
    for (const run of [desk(mine), machine(mine), desk(theirs), machine(theirs)])
      expect(await survey(run, clusterDoors)).toEqual(all(clusterDoors, 'silent'));
    expect(await knock(desk(mine), strangers.near.service)).toBe('silent');
  });

  test('nobody else on the carrying cluster reaches a learner', async () => {
    const stranger = host.inside(strangers.place);
    for (const doors of [ownDoors, theirDoors])
      expect(await survey(stranger, doors)).toEqual(all(doors, 'silent'));
  });

  test('what is not near is in reach, unless the environment may not reach out', async () => {
    await expect.poll(() => knock(desk(mine), strangers.far), { timeout: pollMs }).toBe('reached');
    await expect.poll(() => knock(machine(mine), strangers.far), { timeout: pollMs }).toBe('reached');
    for (const run of [desk(theirs), machine(theirs)]) expect(await knock(run, strangers.far)).toBe('silent');
  });

  test("one's own works, and so do the platform's ways in", async () => {
    for (const each of [mine, theirs]) {
      const doors = each === mine ? ownDoors : theirDoors;
      for (const run of [desk(each), machine(each)])
        await expect.poll(() => survey(run, doors), { timeout: pollMs }).toEqual(all(doors, 'reached'));
      await expect
        .poll(() => knock(desk(each), { host: 'vault', port: 8200 }), { timeout: pollMs })
        .toBe('reached');
      const learner = await asLearner(each, 'vault status >/dev/null && kubectl get namespace lab1 -o name');
      expect(learner.stdout).toBe('namespace/lab1\n');
      const { kubernetes, vault } = await each.access(within());
      expect(await apiAnswers(kubernetes, within())).toBe(true);
      expect((await fetch(`${vault.address}/v1/sys/health`, { signal: within() })).status).toBe(200);
      const terminal = await openTerminal(each, 'isolated', '❯');
      await terminal.type('echo still-$((40+2))\r', 'still-42');
      await terminal.shell.detach();
    }
  });

  // Without this one, a machine that is merely slow, or an address that nobody listens at, would pass for a boundary.
  test('it is the policies that keep it so: without them all of it answers, with them again nothing', async () => {
    const putBack = await Promise.all([mine, theirs].map(liftPolicy));
    const service = { service: strangers.near.service, vault: vaultByName(theirs) };
    const ways: readonly (readonly [Environment['exec'], Doors])[] = [
      [desk(mine), { ...theirDoors, ...clusterDoors, ...service }],
      [machine(mine), { ...theirDoors, ...clusterDoors }],
      [desk(theirs), { ...ownDoors, ...clusterDoors, far: strangers.far }],
      [machine(theirs), { ...ownDoors, ...clusterDoors, far: strangers.far }],
      [host.inside(strangers.place), ownDoors],
      [host.inside(strangers.place), theirDoors],
    ];
    for (const [run, doors] of ways)
      await expect.poll(() => survey(run, doors), { timeout: pollMs }).toEqual(all(doors, 'reached'));
    await Promise.all(putBack.map((restore) => restore()));
    for (const [run, doors] of ways)
      await expect.poll(() => survey(run, doors), { timeout: pollMs }).toEqual(all(doors, 'silent'));
  }, 600_000);

  const desk = (environment: Environment): Environment['exec'] => environment.exec.bind(environment);
  /** As root of the inner cluster's machine, who has come out of every pod. */
  const machine = ({ id }: Environment): Environment['exec'] => host.inside(placesOf(id).node);
  const vaultByName = ({ id }: Environment): Door => ({
    host: `vault.${namespaceOf(id)}.svc.cluster.local`,
    port: 8200,
  });

  async function create(attempt: string, more: { readonly egress?: 'denied' } = {}): Promise<Environment> {
    const plan = provider.plan({ ...liveSpec, ...more }, { learner: 'isolation', attempt });
    return drive(provider.create(plan, noAbort));
  }

  function factsOf(place: { readonly namespace: string; readonly pod: string }): Promise<PodFacts> {
    return podFacts(host.api, place, within());
  }

  async function doorsOf({ id }: Environment): Promise<Doors> {
    const { node, vault } = placesOf(id);
    const [cluster, seat] = await Promise.all([factsOf(node), factsOf(vault)]);
    return {
      vault: { host: seat.podIP, port: 8200 },
      api: { host: cluster.podIP, port: 6443 },
      kubelet: { host: cluster.podIP, port: 10250 },
      etcd: { host: cluster.podIP, port: 2379 },
    };
  }

  async function doorsOfCluster(): Promise<Doors> {
    const [{ hostIP }, service, names] = await Promise.all([
      factsOf(placesOf(mine.id).node),
      host.api.ask({ method: 'GET', path: '/api/v1/namespaces/default/services/kubernetes' }, within()),
      nameServer(),
    ]);
    const { clusterIP } = serviceObject.parse(service).spec;
    const { service: _byName, ...near } = strangers.near;
    return {
      ...near,
      'api by its service': { host: clusterIP, port: 443 },
      'api on its machine': { host: hostIP, port: 6443 },
      'kubelet of the machine': { host: hostIP, port: 10250 },
      'figures of the name server': { host: names, port: 9153 },
    };
  }

  async function nameServer(): Promise<string> {
    const query = { labelSelector: 'k8s-app=kube-dns' };
    const path = '/api/v1/namespaces/kube-system/pods';
    const [first] = podList.parse(await host.api.ask({ method: 'GET', path, query }, within())).items;
    return (await factsOf({ namespace: 'kube-system', pod: first?.metadata.name ?? '' })).podIP;
  }

  /** Takes the policy of an environment away; answers how it comes back. */
  async function liftPolicy({ id }: Environment): Promise<() => Promise<void>> {
    const collection = `/apis/networking.k8s.io/v1/namespaces/${namespaceOf(id)}/networkpolicies`;
    const path = `${collection}/environment`;
    const { spec } = policyObject.parse(await host.api.ask({ method: 'GET', path }, within()));
    await host.api.ask({ method: 'DELETE', path }, within());
    const manifest = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'environment' },
      spec,
    };
    return () => host.api.apply(collection, manifest, within());
  }
});

const policyObject = z.object({ spec: z.record(z.string(), z.unknown()) });
const serviceObject = z.object({ spec: z.object({ clusterIP: z.string() }) });
const podList = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
