import { stringify } from 'yaml';
import { parseObject } from '../objects/parse-object.ts';
import { named } from '../objects/metadata.ts';
import type { ObjectRef } from '../probes/probes.ts';
import { generatorsApi, listEvents, secretsApi, type Looking } from './looking.ts';
import { redactObject, redactText } from './redact.ts';
import type { Hop } from './secret-trace.ts';

export interface HopEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly at: string;
}

export interface HopDetails {
  readonly title: string;
  /** Without values; at most `mostYaml` characters. */
  readonly yaml: string;
  /** Newest first. */
  readonly events: readonly HopEvent[];
  /** What a learner would type to see the same. */
  readonly command: string;
}

const mostYaml = 40_000;
const mostEvents = 10;

const kinds: Readonly<Record<string, Pick<ObjectRef, 'apiVersion' | 'plural'>>> = {
  SecretStore: { apiVersion: secretsApi, plural: 'secretstores' },
  ClusterSecretStore: { apiVersion: secretsApi, plural: 'clustersecretstores' },
  VaultDynamicSecret: { apiVersion: generatorsApi, plural: 'vaultdynamicsecrets' },
  externalSecret: { apiVersion: secretsApi, plural: 'externalsecrets' },
  secret: { apiVersion: 'v1', plural: 'secrets' },
  pod: { apiVersion: 'v1', plural: 'pods' },
};

/** Everything about one hop but values. `undefined`: it is gone, or nothing more is known of it. */
export async function describeHop(hop: Hop, looking: Looking): Promise<HopDetails | undefined> {
  const ref = objectOf(hop.id);
  if (ref === undefined) return hop.id.startsWith('source/') ? describeSource(hop) : undefined;
  const { kubernetes } = looking.probes;
  const object = await kubernetes.get(ref, looking.signal);
  if (object === undefined) return undefined;
  const redaction = { fingerprint: looking.fingerprint, secrets: [...looking.secrets] };
  const { uid } = parseObject(named, object).metadata;
  const events = await listEvents(ref.namespace ?? 'default', looking);
  return {
    title: `${ref.plural}/${ref.name}`,
    yaml: bounded(stringify(redactObject(object, redaction))),
    events: events
      .filter((each) => each.uid === uid)
      .sort((a, b) => b.at.localeCompare(a.at))
      .slice(0, mostEvents)
      .map(({ type, reason, message, count, at }) => {
        return { type, reason, message: redactText(message, redaction), count, at };
      }),
    command:
      ['kubectl', ...(ref.namespace === undefined ? [] : ['-n', ref.namespace]), 'describe'].join(' ') +
      ` ${ref.plural} ${ref.name}`,
  };
}

function objectOf(id: string): ObjectRef | undefined {
  const parts = id.split('/');
  const [first = ''] = parts;
  const generator = id.startsWith('source/generator/');
  const kind = generator ? parts[2] : first === 'store' ? parts[1] : first;
  const [namespace = '', name = ''] = parts.slice(-2);
  const where = kinds[kind ?? ''];
  if (where === undefined || name === '') return undefined;
  return { ...where, name, ...(namespace === '' ? {} : { namespace }) };
}

function describeSource({ id, name, state, reason, since, hashes }: Hop): HopDetails | undefined {
  if (state === 'unseen' || id !== `source/${name}`) return undefined;
  const keys = Object.fromEntries(hashes.map(({ key, hash }) => [key, `(hidden, hash ${hash})`]));
  const told = { path: name, found: reason, ...(since === undefined ? {} : { written: since }), keys };
  return { title: name, yaml: bounded(stringify(told)), events: [], command: vaultCommand(name, reason) };
}

function vaultCommand(path: string, reason: string): string {
  if (/lease/.test(reason)) return `vault list ${quoted(`sys/leases/lookup/${path}`)}`;
  const [mount = '', ...rest] = path.split('/data/');
  if (rest.length === 0) return `vault kv get ${quoted(path)}`;
  return `vault kv get -mount=${quoted(mount)} ${quoted(rest.join('/data/'))}`;
}

/** One word for a shell. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function bounded(text: string): string {
  return text.length > mostYaml ? `${text.slice(0, mostYaml)}\n# … cut here` : text;
}
