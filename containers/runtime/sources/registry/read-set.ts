import type Docker from 'dockerode';
import { Fault } from '#containers/contract/fault.ts';
import { pullImage } from '#containers/runtime/sources/registry/set-steps.ts';
import {
  parseSet,
  setLabel,
  setReference,
  type SetManifest,
} from '#containers/runtime/sources/registry/set-manifest.ts';
import { untilAborted } from '#containers/runtime/pipeline/until-aborted.ts';

export interface FoundSet {
  readonly manifest: SetManifest;
  /** Reference of the image that carried it, by digest. */
  readonly reference: string;
}

/** Pulls the small image that carries a registry's set and reads it. Fault BUNDLE_DOWNLOAD or BUNDLE_CORRUPT. */
export async function readSet(docker: Docker, registry: string, signal: AbortSignal): Promise<FoundSet> {
  const reference = setReference(registry);
  await pullImage(reference, { signal, report: () => undefined }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new Fault({
      code: 'BUNDLE_DOWNLOAD',
      message: `The bundle's description ${reference} could not be pulled: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'See that `docker pull` of it works (log in if the registry asks for it), or push a set with `kindlab bundle push`.',
      cause,
    });
  });
  const image = await untilAborted(docker.getImage(reference).inspect(), signal);
  const text = image.Config.Labels[setLabel];
  const digest = image.RepoDigests[0];
  if (text === undefined || digest === undefined) throw notASet(reference);
  try {
    return { manifest: parseSet(text), reference: digest };
  } catch (cause) {
    throw notASet(reference, cause);
  }
}

function notASet(reference: string, cause?: unknown): Fault {
  return new Fault({
    code: 'BUNDLE_CORRUPT',
    message: `${reference} is not the description of a Kindlab bundle.`,
    hint: 'Push one with `kindlab bundle push`, or check the registry setting.',
    cause,
  });
}
