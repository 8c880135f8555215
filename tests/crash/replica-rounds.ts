import { setTimeout as delay } from 'node:timers/promises';
import { databaseKinds } from '#tests/support/databases.ts';
import { openLiveHost } from '#tests/conformance/live-host.ts';
import { until } from '#tests/server/until.ts';
import { measureLoad, type MeasuredLoad } from './measure-load.ts';
import { ReplicaServers } from './replica-servers.ts';
import { changed, checkEach, differences, goneMs, leftAfter, seatClass, seconds } from './seated-class.ts';
import type { Outage, SeatedLearner } from './seated-learner.ts';

const replicas = 2;
const workMs = 2_000;

export interface ReplicaRound {
  readonly how: 'killed' | 'stopped';
  readonly outages: readonly Outage[];
}

export interface ReplicaReport {
  readonly readyMs: readonly number[];
  readonly load: MeasuredLoad;
  readonly rounds: readonly ReplicaRound[];
  readonly passed: number;
  readonly problems: readonly string[];
}

/**
 * Two servers on one PostgreSQL, labs on a real Kubernetes cluster, three learners at work. In each round the server that leads is
 * killed (in the last, told to stop, as an update does) and started again.
 */
export async function replicaRounds(times: number, print: (line: string) => void): Promise<ReplicaReport> {
  const installation = `crash-${String(process.pid)}`;
  const kind = databaseKinds().find(({ name }) => name === 'PostgreSQL');
  if (kind === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  await using database = await kind.openEmpty();
  const host = await openLiveHost('crash');
  const { kubeconfig } = host;
  const servers = await ReplicaServers.prepare({
    count: replicas,
    databaseUrl: database.url ?? '',
    kubernetes: { kubeconfig, installation },
  });
  const problems: string[] = [];
  const rounds: ReplicaRound[] = [];
  let passed = 0;
  const note = (found: readonly string[]): void => {
    problems.push(...found);
    if (found.length === 0) passed += 1;
  };
  try {
    await Promise.all([servers.start(0), servers.start(1)]);
    const seats = await seat(servers);
    const readyMs = seats.map((each) => each.readyMs);
    const seated = seats.map(({ learner }) => learner);
    print(`${String(seated.length)} learners ready after ${readyMs.map(seconds).join(', ')}`);
    for (const learner of seated) await learner.solve();
    note(await differences(seated));
    const load = await measureLoad({
      api: host.api,
      databaseUrl: database.url ?? '',
      leaderPid: servers.pid(await servers.leader()),
      check: () => checkEach(seated),
    });
    const before = await host.leftovers(installation);
    for (let round = 1; round <= times; round += 1) {
      const how = round === times && times > 1 ? 'stopped' : 'killed';
      const outages = await endLeader(servers, seated, how);
      rounds.push({ how, outages });
      const after = await host.leftovers(installation);
      await checkEach(seated);
      note([
        ...outages.flatMap((each) => each.problems),
        ...(await differences(seated)),
        ...changed(before, after),
      ]);
      print(
        `round ${String(round)}, ${how}: calls ${outages.map(({ callsMs }) => seconds(callsMs)).join(', ')}; terminals ${outages.map(({ terminalMs }) => seconds(terminalMs)).join(', ')}`,
      );
    }
    for (const learner of seated) await learner.end();
    note(await leftAfter(() => host.leftovers(installation)));
    return { readyMs, load, rounds, passed, problems };
  } finally {
    await servers.remove();
    const provider = host.open(installation);
    for (const { id } of await provider.list(AbortSignal.timeout(30_000)))
      await provider.destroy(id, AbortSignal.timeout(goneMs));
    await host.close();
  }
}

async function seat(servers: ReplicaServers): ReturnType<typeof seatClass> {
  const leader = await servers.leader();
  const link = await until(
    'the link for an administrator',
    () => /http\S+#\S+/.exec(servers.said(leader))?.[0],
    30_000,
  );
  return seatClass(servers.url, link);
}

/** Ends the one that leads while everybody types, waits until all go on, and starts it again. */
async function endLeader(
  servers: ReplicaServers,
  seated: readonly SeatedLearner[],
  how: ReplicaRound['how'],
): Promise<readonly Outage[]> {
  const leader = await servers.leader();
  const killed = Promise.withResolvers<undefined>();
  const going = Promise.all(seated.map((learner) => learner.goThrough(killed.promise)));
  await delay(workMs);
  const ending = servers.end(leader, how === 'killed' ? 'SIGKILL' : 'SIGTERM');
  killed.resolve(undefined);
  await ending;
  const outages = await going;
  await servers.start(leader);
  return outages;
}
