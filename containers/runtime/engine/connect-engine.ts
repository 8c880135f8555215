import { access, constants } from 'node:fs/promises';
import Docker from 'dockerode';
import { Fault } from '#containers/contract/fault.ts';
import { untilAborted } from '#containers/runtime/pipeline/until-aborted.ts';

const defaultSocket = '/var/run/docker.sock';
const pingTimeoutMs = 10_000;

/** A client for the engine that DOCKER_HOST names, else for the usual socket. Does not connect yet. */
export function engineClient(env: Readonly<Record<string, string | undefined>>): Docker {
  return env['DOCKER_HOST'] === undefined ? new Docker({ socketPath: defaultSocket }) : new Docker();
}

/** What stands between us and a Docker engine; `absent` means that there is no socket at all. */
export type Connection =
  | { readonly kind: 'connected'; readonly docker: Docker }
  | { readonly kind: 'absent' | 'denied' | 'silent'; readonly cause: unknown };

/** Asks the engine for a sign of life, within seconds. Never throws for an engine that does not answer. */
export async function connectEngine(env: Readonly<Record<string, string | undefined>>): Promise<Connection> {
  const docker = engineClient(env);
  try {
    await untilAborted(docker.ping(), AbortSignal.timeout(pingTimeoutMs));
    return { kind: 'connected', docker };
  } catch (cause) {
    return { kind: await classify(cause, env['DOCKER_HOST'] === undefined), cause };
  }
}

async function classify(cause: unknown, local: boolean): Promise<'absent' | 'denied' | 'silent'> {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'denied';
  if (!local) return 'silent';
  if (code === 'ENOENT') return 'absent';
  const exists = await access(defaultSocket, constants.F_OK).then(
    () => true,
    () => false,
  );
  // A socket file that nobody listens on is what a killed daemon leaves behind.
  return exists && code !== 'ECONNREFUSED' ? 'silent' : 'absent';
}

/** The Fault that tells a person what to do about an engine that cannot be used. */
export function connectionFault(connection: Exclude<Connection, { kind: 'connected' }>, user: string): Fault {
  if (connection.kind === 'denied') {
    return new Fault({
      code: 'ENGINE_DENIED',
      message: `Docker runs on this machine, but the user ${user} may not use it.`,
      hint: `Run \`sudo usermod -aG docker ${user}\`, log out and in again, then start Kindlab again.`,
      cause: connection.cause,
    });
  }
  if (connection.kind === 'silent') {
    return new Fault({
      code: 'ENGINE_UNREACHABLE',
      message: 'A Docker engine is set up here, but it does not answer.',
      hint: 'See `docker info` and the log of dockerd (`journalctl -u docker`); check DOCKER_HOST if you set it.',
      cause: connection.cause,
    });
  }
  return new Fault({
    code: 'ENGINE_MISSING',
    message: 'There is no Docker engine on this machine, and it cannot be installed from here.',
    hint: 'Install Docker Engine (https://docs.docker.com/engine/install/), or run Kindlab as root on Debian or Ubuntu and it will do so.',
    cause: connection.cause,
  });
}
