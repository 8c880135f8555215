import { setTimeout as delay } from 'node:timers/promises';
import { openLiveHost } from '#tests/conformance/live-host.ts';
import { buildRelease } from '#site/cli/image-command.ts';
import { PodServers, releaseName, type ServerPod } from './pod-servers.ts';
import { changed, checkEach, differences, leftAfter, seatClass, seconds } from './seated-class.ts';
import type { Outage, SeatedLearner } from './seated-learner.ts';

const replicas = 2;
const workMs = 3_000;
const buildMs = 60 * 60_000;

export interface PodRound {
  readonly how: 'deleted' | 'killed' | 'upgraded';
  readonly outages: readonly Outage[];
  /** Until all pods were ready again. */
  readonly settledMs: number;
}

export interface PodReport {
  readonly installedMs: number;
  readonly readyMs: readonly number[];
  readonly rounds: readonly PodRound[];
  readonly passed: number;
  readonly problems: readonly string[];
}

/**
 * Kindlab in a cluster, as its chart installs it, with three learners at work through the Service. In each round the server that
 * leads is killed or its pod deleted by force; in the last one, `helm upgrade` replaces all pods.
 */
export async function podRounds(times: number, print: (line: string) => void): Promise<PodReport> {
  const release = await buildRelease(AbortSignal.timeout(buildMs), print);
  const host = await openLiveHost('pods');
  const installation = `${releaseName}-${releaseName}`;
  const problems: string[] = [];
  const rounds: PodRound[] = [];
  let passed = 0;
  const note = (found: readonly string[]): void => {
    problems.push(...found);
    for (const problem of found) print(`! ${problem}`);
    if (found.length === 0) passed += 1;
  };
  await using stack = new AsyncDisposableStack();
  stack.defer(() => host.close());
  const begun = performance.now();
  const servers = await PodServers.install(host, { release, replicas });
  stack.defer(() => servers.close());
  const installedMs = performance.now() - begun;
  print(`installed in ${seconds(installedMs)}`);
  note(await confinement(servers));
  const seats = await seatClass(servers.url, await servers.adminLink());
  const readyMs = seats.map((each) => each.readyMs);
  const seated = seats.map(({ learner }) => learner);
  print(`${String(seated.length)} learners ready after ${readyMs.map(seconds).join(', ')}`);
  for (const learner of seated) await learner.solve();
  note(await differences(seated));
  const before = await host.leftovers(installation);
  for (let turn = 1; turn <= times + 1; turn += 1) {
    const how = turn > times ? 'upgraded' : turn % 2 === 1 ? 'killed' : 'deleted';
    const round = await liveThrough(servers, seated, how);
    rounds.push(round);
    await checkEach(seated);
    note([
      ...round.outages.flatMap((each) => each.problems),
      ...(await differences(seated)),
      ...changed(before, await host.leftovers(installation)),
    ]);
    print(
      `round ${String(turn)}, ${how}: silence of calls ${round.outages.map(({ callsMs }) => seconds(callsMs)).join(', ')}; of terminals ${round.outages.map(({ terminalMs }) => seconds(terminalMs)).join(', ')}; all ready after ${seconds(round.settledMs)}`,
    );
  }
  for (const learner of seated) await learner.end();
  note(await leftAfter(() => host.leftovers(installation)));
  await servers.uninstall();
  note(await leftAfter(() => servers.parts()));
  return { installedMs, readyMs, rounds, passed, problems };
}

/** Does it to the server that leads while everybody works, and waits until all is as it was. */
async function liveThrough(
  servers: PodServers,
  seated: readonly SeatedLearner[],
  how: PodRound['how'],
): Promise<PodRound> {
  const before = await servers.pods();
  const leader = await servers.leader();
  const over = Promise.withResolvers<undefined>();
  const going = Promise.all(seated.map((learner) => learner.liveThrough(over.promise)));
  // Told by `outages` below; until then it must not end the process.
  going.catch(() => undefined);
  await delay(workMs);
  const begun = performance.now();
  await happen(servers, leader, how);
  await servers.settled(before);
  const settledMs = performance.now() - begun;
  await delay(workMs);
  over.resolve(undefined);
  return { how, outages: await going, settledMs };
}

function happen(servers: PodServers, leader: ServerPod, how: PodRound['how']): Promise<void> {
  if (how === 'killed') return servers.kill(leader);
  return how === 'deleted' ? servers.delete(leader) : servers.upgrade();
}

/** What the server's account must not be able to do, whatever its role says of every namespace. */
async function confinement(servers: PodServers): Promise<readonly string[]> {
  const enter = `/api/v1/namespaces/${releaseName}/pods/${releaseName}-postgres-0/exec?command=true&stdout=true`;
  const own = `${releaseName}-${releaseName}`;
  const tries: readonly (readonly string[])[] = [
    ['create', '--raw', enter, '--filename', '/dev/null'],
    ['create', 'configmap', 'tried', '--namespace', 'kube-system', '--dry-run=server'],
    ['delete', 'namespace', releaseName, '--dry-run=server'],
    ['label', 'namespace', 'default', `dev.kindlab.installation=${own}`, '--dry-run=server'],
    ['create', 'namespace', 'tried', '--dry-run=server'],
  ];
  const found: string[] = [];
  for (const args of tries) {
    const said = await servers.refusal(...args);
    if (!said.includes('own labs only'))
      found.push(`its account may ${args.join(' ')}: ${said.slice(0, 300)}`);
  }
  return found;
}
