import { PassThrough, type Readable } from 'node:stream';
import { Parser } from 'tar';
import type { Plan } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';
import { nameOf } from '#containers/providers/plan.ts';
import type { ContainerSpec } from './container.ts';
import { ask } from './engine.ts';
import type { KindContext } from './kind-context.ts';

export const auditFolder = '/vault/audit';
export const auditFile = `${auditFolder}/audit.log`;

/** Vault writes it, the workspace reads it: who asked for what is part of the course, and nobody can rewrite it. */
export function auditVolume(
  plan: Pick<Plan, 'id'>,
  access: 'read' | 'write',
): NonNullable<ContainerSpec['volume']> {
  return { name: nameOf(plan.id, 'audit'), target: auditFolder, access };
}

/** Made before the containers that share it, so that it carries our labels and goes with its environment. */
export async function createAuditVolume(
  context: KindContext,
  plan: Plan,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  await ask('make the volume of the audit log', new AbortController().signal, () =>
    context.docker.createVolume({
      Name: nameOf(plan.id, 'audit'),
      Labels: {
        ...plan.labels,
        [label.part]: 'audit',
        [label.createdAt]: context.clock.now().toISOString(),
        [label.instance]: context.instance.id,
      },
    }),
  );
}

/** By the engine and from Vault's own container: a learner rules their workspace, and could answer for it. */
export async function readAuditLog(
  { docker }: Pick<KindContext, 'docker'>,
  id: string,
  signal: AbortSignal,
): Promise<Readable> {
  const archive = await ask('read the audit log', signal, (abortSignal) =>
    docker.getContainer(nameOf(id, 'vault')).getArchive({ path: auditFile, abortSignal }),
  );
  return onlyFileOf(archive, signal);
}

/** The content of the one file in a tar, as it comes. */
export function onlyFileOf(archive: NodeJS.ReadableStream, signal: AbortSignal): Readable {
  const content = new PassThrough({ signal });
  const fail = (error: Error): void => void content.destroy(error);
  const parser = new Parser({ strict: true, onReadEntry: (entry) => void entry.pipe(content) });
  parser.on('error', fail);
  parser.on('end', () => content.end());
  archive.on('error', fail);
  archive.pipe(parser);
  return content;
}
