import type { Duplex } from 'node:stream';
import { Client, DatabaseError } from 'pg';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { withinDeadline } from '../within-deadline.ts';
import { pathOf, type KubernetesTransport } from './kubernetes-transport.ts';
import type { OpenPodSocket } from './pod-socket.ts';
import type { PostgresAnswer, PostgresProbe, PostgresQuery, PostgresServer } from './probes.ts';

const deadlineMs = 8000;
const mostRows = 100;
/** Whatever a question says, this session changes nothing and ends. */
const settings = `-c default_transaction_read_only=on -c statement_timeout=${String(deadlineMs)}`;

/** Asks databases in the cluster by way of the API server. */
export function createPostgresProbe(ask: KubernetesTransport, open: OpenPodSocket): PostgresProbe {
  return {
    query: (server, query, signal) =>
      withinDeadline({ what: 'PostgreSQL', ms: deadlineMs }, signal, async (within) => {
        const pod = await findReadyPod(ask, server, within);
        if (pod === undefined) return { kind: 'absent' };
        const line = new AbortController();
        try {
          const { namespace, port } = server;
          const socket = await open({ namespace, pod, port }, AbortSignal.any([within, line.signal])).catch(
            noAnswer,
          );
          return await askAs(query, () => socket);
        } finally {
          line.abort();
        }
      }),
  };
}

const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      }),
    }),
  ),
});

async function findReadyPod(
  ask: KubernetesTransport,
  server: PostgresServer,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = pathOf({ apiVersion: 'v1', plural: 'pods', namespace: server.namespace });
  const { body } = await ask({ method: 'GET', path, query: { labelSelector: server.labelSelector } }, signal);
  const listed = pods.safeParse(body);
  if (!listed.success) noAnswer(listed.error);
  return listed.data.items.find(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined &&
      status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  )?.metadata.name;
}

async function askAs(
  { username, password, database, text, values = [] }: PostgresQuery,
  stream: () => Duplex,
): Promise<PostgresAnswer> {
  const client = new Client({
    user: username,
    password,
    database,
    stream,
    options: settings,
    application_name: 'kindlab',
  });
  // An ended line is told by the question that it cut off; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
    return { kind: 'rows', rows: rows.slice(0, mostRows) };
  } catch (error) {
    if (error instanceof DatabaseError) return refused(error);
    // The line ended before a word was said: nothing listens behind that port.
    if (error instanceof Error && error.message === 'Connection terminated unexpectedly')
      return { kind: 'absent' };
    return noAnswer(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function refused({ code = '' }: DatabaseError): PostgresAnswer {
  return { kind: 'refused', sqlState: code };
}

function noAnswer(cause: unknown): never {
  throw new Fault({
    code: 'PROBE_FAILED',
    message: 'The PostgreSQL of this environment did not answer.',
    hint: 'Check again in a moment. If it goes on, look at its pod with `kubectl describe`.',
    cause,
  });
}
