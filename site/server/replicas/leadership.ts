import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';

/** One lock per database; the numbers mean nothing but this. */
const lockKey = [0x6b69, 0x6e64] as const;
const applicationName = 'kindlab ';
const askAgainMs = 500;
const beatMs = 1_000;
/** Whoever leads stops after this much silence of the database, long before that gives the lead to somebody else. */
const silentMs = 4_000;
const databaseGivesUpMs = 12_000;

const rows = z.array(z.object({ leader: z.string().nullable() }));

export interface Standing {
  readonly databaseUrl: string;
  /** Where the other replicas reach this one, such as http://10.0.0.7:4000 */
  readonly address: string;
  readonly log: Logger;
  /** Told whenever another leader is found, or none is. */
  readonly onLeader: (address: string | undefined) => void;
}

/** The lead of all replicas of one database, until it is given back or lost. */
export interface Lead {
  /** Resolves when the lead is gone without having been given back: from then on another replica may work. */
  readonly lost: Promise<void>;
  /** Lets another replica lead. */
  giveBack(): Promise<void>;
}

/**
 * Waits until this replica leads. The lead is a lock of one database session, so it ends with the process that holds it,
 * however that ends; the session's name says where its holder is. Rejects with the signal's reason.
 */
export async function takeLead(standing: Standing, signal: AbortSignal): Promise<Lead> {
  for (;;) {
    signal.throwIfAborted();
    const client = newClient(standing);
    try {
      await client.connect();
      await waitForLock(client, standing, signal);
      return await holdLead(client, standing);
    } catch (error) {
      await close(client);
      signal.throwIfAborted();
      standing.log.warn({ err: error }, 'the database does not say who leads; asking again');
      standing.onLeader(undefined);
    }
    await wait(askAgainMs, undefined, { signal });
  }
}

function newClient({ databaseUrl, address }: Standing): Client {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 5_000,
    query_timeout: silentMs,
    application_name: applicationName + address,
    keepAlive: true,
  });
  // Whoever waits for a query is told by that query; without a listener the process would end.
  client.on('error', () => undefined);
  return client;
}

/** Asks on one connection until its session has the lock. */
async function waitForLock(client: Client, { onLeader }: Standing, signal: AbortSignal): Promise<void> {
  let told: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const { rows: tried } = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock($1, $2) as mine',
      [...lockKey],
    );
    if (tried[0]?.mine === true) return;
    const leader = await leaderOf(client);
    if (leader !== told) onLeader(leader);
    told = leader;
    await wait(askAgainMs, undefined, { signal });
  }
}

async function leaderOf(client: Client): Promise<string | undefined> {
  const { rows: found } = await client.query(
    `select activity.application_name as leader
       from pg_locks lock join pg_stat_activity activity on activity.pid = lock.pid
      where lock.locktype = 'advisory' and lock.granted and lock.classid = $1 and lock.objid = $2
        and lock.database = (select oid from pg_database where datname = current_database())`,
    [...lockKey],
  );
  const [row] = rows.parse(found);
  const name = row?.leader ?? '';
  return name.startsWith(applicationName) ? name.slice(applicationName.length) : undefined;
}

/** Beats on the session that holds the lock. A silent database is taken for a lost lead: better nobody works than two do. */
async function holdLead(client: Client, { log }: Standing): Promise<Lead> {
  await client.query(`set tcp_user_timeout = ${String(databaseGivesUpMs)}`);
  const lost = Promise.withResolvers<undefined>();
  const stop = new AbortController();
  client.once('end', () => {
    if (!stop.signal.aborted) lost.resolve(undefined);
  });
  const beating = beat(client, stop.signal).catch((error: unknown) => {
    if (stop.signal.aborted) return;
    log.error({ err: error }, 'the database is silent: this replica does not lead any more');
    lost.resolve(undefined);
  });
  return {
    lost: lost.promise,
    giveBack: async () => {
      stop.abort();
      await beating;
      await close(client);
    },
  };
}

async function beat(client: Client, signal: AbortSignal): Promise<void> {
  for (;;) {
    await wait(beatMs, undefined, { signal, ref: false });
    await client.query('select 1');
  }
}

/** A session that is gone already needs no goodbye. */
async function close(client: Client): Promise<void> {
  await client.end().catch(() => undefined);
}
