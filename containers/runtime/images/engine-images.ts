import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { create } from 'tar';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { untilAborted } from '#containers/runtime/pipeline/until-aborted.ts';

const message = z.looseObject({
  error: z.string().optional(),
  stream: z.string().optional(),
  status: z.string().optional(),
});

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
}

/** Reads an engine's answer to its end. Fault BUNDLE_STEP when the engine reports a failure in it. */
export async function followEngine(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  options: FollowOptions,
): Promise<void> {
  let failure: string | undefined;
  const tail: string[] = [];
  const onEvent = (event: unknown) => {
    const { error, stream: text, status } = message.parse(event);
    failure ??= error;
    const line = (text ?? status ?? '').trim();
    if (line === '') return;
    tail.push(line);
    if (tail.length > 15) tail.shift();
    options.onLine?.(line);
  };
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const done = (error: Error | null) => (error === null ? resolve(undefined) : reject(error));
  docker.modem.followProgress(stream, done, onEvent);
  await untilAborted(promise, options.signal).finally(() => {
    if (stream instanceof Readable) stream.destroy();
  });
  if (failure !== undefined) throw engineFault(failure, tail);
}

function engineFault(failure: string, tail: readonly string[]): Fault {
  return new Fault({
    code: 'BUNDLE_STEP',
    message: `The Docker engine reported: ${failure}\n${tail.join('\n')}`,
    hint: 'If it speaks of space, free some (`docker system df`); otherwise see the log of dockerd.',
  });
}

export interface BuildRequest extends FollowOptions {
  /** Folder with the Dockerfile and all it copies. */
  readonly context: string;
  readonly ref: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly dockerfile?: string;
  readonly networkMode?: 'none' | 'host' | 'default';
}

/** Builds an image with the engine's own builder. Needs no network unless asked for. */
export async function buildImage(docker: Docker, request: BuildRequest): Promise<void> {
  // `gzip: false`: the engine is on this machine, and compressing costs more than it saves.
  const archive = create({ cwd: request.context, portable: true, gzip: false }, ['.']);
  const stream = await docker.buildImage(archive as unknown as NodeJS.ReadableStream, {
    t: request.ref,
    buildargs: { ...request.buildArgs },
    dockerfile: request.dockerfile ?? 'Dockerfile',
    networkmode: request.networkMode ?? 'none',
    rm: true,
    forcerm: true,
    abortSignal: request.signal,
  });
  await followEngine(docker, stream, request);
}

/** Makes an image of one layer out of a root file system's tar. */
export async function importRoot(
  docker: Docker,
  file: string,
  ref: string,
  options: FollowOptions,
): Promise<void> {
  const [repo = '', tag = ''] = ref.split(':');
  const stream = await docker.importImage(createReadStream(file), { repo, tag, abortSignal: options.signal });
  await followEngine(docker, stream, options);
}

/** Id of an image that the engine has, without asking any registry. */
export async function findImageId(
  docker: Docker,
  ref: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return (await untilAborted(docker.getImage(ref).inspect(), signal)).Id;
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return undefined;
    throw error;
  }
}

/** Takes names off images that were only steps on the way; the layers stay as long as a named image stands on them. */
export async function removeRefs(docker: Docker, refs: readonly string[]): Promise<void> {
  const limit = AbortSignal.timeout(60_000);
  for (const ref of refs) {
    if ((await findImageId(docker, ref, limit)) === undefined) continue;
    await untilAborted(docker.getImage(ref).remove(), limit);
  }
}
