import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import { makeLogger } from '../logger.ts';
import { startServer, type RunningServer } from '../main.ts';
import type { ServerDeps } from '../server-deps.ts';
import { checkOptions, type ServerOptions } from '../server-options.ts';
import { readOrMakeKey } from '../state/key-file.ts';
import { takeLead } from './leadership.ts';
import { openLiveness } from './liveness.ts';
import { callersMark, ReplicaDoor } from './replica-door.ts';

/** One of several servers on one database. */
export interface Replica {
  /** The port that it is reached by, whoever answers there. */
  readonly port: number;
  /** Resolves with the server once this replica leads; rejects when it is closed before. */
  readonly leading: Promise<RunningServer>;
  /** Resolves when it has lost the lead to a silent database: nothing may go on in this process. */
  readonly lost: Promise<void>;
  /** Stops, and lets another replica lead. Idempotent. */
  close(): Promise<void>;
}

/**
 * Stands by beside other replicas of one database, and serves as soon as none of them does. Until then whatever comes in is
 * handed on to the one that leads. Throws a Fault when it can't start.
 */
export async function startReplica(given: ServerOptions, deps: ServerDeps): Promise<Replica> {
  const options = checkOptions(given);
  const { databaseUrl, replicaAddress: address } = options;
  if (databaseUrl === undefined || address === undefined) throw notAlone();
  const log = deps.log ?? makeLogger(options.logLevel);
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const key = await readOrMakeKey(path.join(options.dataDir, 'replica-key'));
  const door = await ReplicaDoor.open({ ...options, key });
  const liveness =
    options.livenessPort === undefined
      ? undefined
      : await openLiveness({ host: options.host, port: options.livenessPort });
  const stop = new AbortController();
  const lost = Promise.withResolvers<undefined>();
  const onLeader = (leader: string | undefined): void => {
    log.info({ leader }, 'standing by');
    door.follow(leader);
  };
  const giveBack: (() => Promise<void>)[] = [];
  const lead = async (): Promise<RunningServer> => {
    const held = await takeLead({ databaseUrl, address: address + callersMark, log, onLeader }, stop.signal);
    giveBack.push(() => held.giveBack());
    void held.lost.then(() => {
      door.follow(undefined);
      lost.resolve(undefined);
    });
    log.info({ address }, 'this replica leads');
    return startServer({ ...given, port: door.port }, { ...deps, log }, (http) => door.lead(http));
  };
  const leading = lead();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stop.abort();
    door.shut();
    const server = await leading.catch(() => undefined);
    await server?.close();
    door.close();
    for (const give of giveBack) await give();
    liveness?.close();
    liveness?.closeAllConnections();
  };
  leading.catch(() => undefined);
  return { port: door.port, leading, lost: lost.promise, close: () => (closing ??= close()) };
}

function notAlone(): Fault {
  return new Fault({
    code: 'CONFIG_INVALID',
    message: 'Several servers need one PostgreSQL and an address for each.',
    hint: 'Give every replica the same --database-url, and --replica-address with where the others reach it.',
  });
}
