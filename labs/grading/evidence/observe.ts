import { createHash } from 'node:crypto';
import { json } from '@sigstore/core';
import { presentable } from '#checkers/presentable.ts';
import type { AuditExcerpt } from './audit-excerpt.ts';
import type { ObjectRef, Probes } from '#checkers/probes/probes.ts';

/** What was last seen of one thing, as the hash of the whole answer: values can't be read out of it. */
export interface Observation {
  readonly what: string;
  readonly sha256: string;
  /** ISO time */
  readonly at: string;
}

export interface Transcript {
  readonly observed: readonly Observation[];
  /** What challenges wrote, in order. */
  readonly written: readonly Observation[];
  /** What Vault itself wrote down meanwhile. Absent: nobody asked. */
  readonly audit?: AuditExcerpt;
}

export interface ObservedProbes {
  readonly probes: Probes;
  readonly transcript: () => Transcript;
}

/** The same probes, with a record of what they were answered and of what challenges wrote. */
export function observing(probes: Probes): ObservedProbes {
  const observed = new Map<string, Observation>();
  const written: Observation[] = [];
  const note = (what: string, content: unknown): Observation => ({
    what,
    sha256: canonicalHash(content),
    at: probes.now().toISOString(),
  });
  const see = async <T>(what: string, answer: Promise<T>): Promise<T> => {
    const content = await answer;
    observed.set(what, note(what, content));
    return content;
  };
  const { kubernetes, vault, challenger } = probes;
  return {
    transcript: () => ({ observed: [...observed.values()], written: [...written] }),
    probes: {
      ...probes,
      kubernetes: {
        get: (ref, signal) => see(nameOf(ref), kubernetes.get(ref, signal)),
        list: (ref, options, signal) =>
          see(`${nameOf(ref)}?${options.labelSelector ?? ''}`, kubernetes.list(ref, options, signal)),
        logs: (pod, signal) => kubernetes.logs(pod, signal),
        kinds: (apiVersion, signal) => see(`kinds of ${apiVersion}`, kubernetes.kinds(apiVersion, signal)),
      },
      vault: {
        ...vault,
        read: (path, signal) => see(`vault ${path}`, vault.read(path, signal)),
        list: (path, signal) => see(`vault list ${path}`, vault.list(path, signal)),
      },
      challenger: {
        ...challenger,
        vaultWrite: (path, body, signal) => {
          written.push(note(`vault ${path}`, body));
          return challenger.vaultWrite(path, body, signal);
        },
        vaultDelete: (path, signal) => {
          written.push(note(`vault delete ${path}`, undefined));
          return challenger.vaultDelete(path, signal);
        },
        mergePatch: (ref, patch, signal) => {
          written.push(note(nameOf(ref), patch));
          return challenger.mergePatch(ref, patch, signal);
        },
        delete: (ref, signal) => {
          written.push(note(`delete ${nameOf(ref)}`, undefined));
          return challenger.delete(ref, signal);
        },
      },
    },
  };
}

function nameOf({
  apiVersion,
  plural,
  namespace,
  name,
}: Omit<ObjectRef, 'name'> & { name?: string }): string {
  return [apiVersion, plural, namespace ?? '-', name ?? '*'].join(' ');
}

/** Names of things may hold secrets, too. */
export function hiddenIn({ observed, written }: Transcript, secrets: readonly string[]): Transcript {
  const shown = (notes: Transcript['observed']) =>
    notes.map((note) => ({ ...note, what: presentable(note.what, secrets) }));
  return { observed: shown(observed), written: shown(written) };
}

/** SHA-256 of RFC 8785, so that anybody who has the object comes to the same hash. */
export function canonicalHash(content: unknown): string {
  const text = content === undefined ? '' : json.canonicalize(JSON.parse(JSON.stringify(content)));
  return createHash('sha256').update(text).digest('hex');
}
