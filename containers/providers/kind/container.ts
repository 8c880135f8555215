import type { Plan } from '#containers/contract/environment.ts';
import { label, type Part } from '#containers/labels.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { ask, slowAnswerMs } from './engine.ts';
import type { KindContext } from './kind-context.ts';

export interface ContainerSpec {
  readonly part: Part;
  readonly image: string;
  /** In place of what the image runs. */
  readonly command?: readonly string[];
  /** Fixed address in the environment's network. */
  readonly address: string;
  readonly aliases: readonly string[];
  readonly memoryMiB: number;
  readonly pids: number;
  readonly env: Readonly<Record<string, string>>;
  /** Container port that appears on a free port of 127.0.0.1. */
  readonly publish?: string;
  readonly extraHosts?: readonly string[];
  /** A volume of the environment, already made. Only who writes there fills it with what the image has at `target`. */
  readonly volume?: { readonly name: string; readonly target: string; readonly access: 'read' | 'write' };
  /** Files that the image doesn't have, or has otherwise, as a tar of the root folder. */
  readonly files?: Buffer;
  readonly restart: 'no' | 'unless-stopped';
}

const mebibyte = 1024 * 1024;
/** The engine has no limit for a container's whole disk that works everywhere; one runaway file is stopped by this. */
const largestFileBytes = 2048 * mebibyte;

/**
 * Makes and starts one container of an environment: no capabilities, no way to gain any, bounded memory, processes
 * and log. Answers its name. Making it is never cut short, so that no container appears after we have cleaned up.
 */
export async function startContainer(
  context: KindContext,
  plan: Plan,
  spec: ContainerSpec,
  signal: AbortSignal,
): Promise<string> {
  const name = nameOf(plan.id, spec.part);
  signal.throwIfAborted();
  const container = await ask(
    `make the container ${name}`,
    unstoppable(),
    () => context.docker.createContainer({ name, ...settings(context, plan, spec) }),
    slowAnswerMs,
  );
  const { files } = spec;
  if (files !== undefined)
    await ask(`put files into the container ${name}`, signal, () =>
      container.putArchive(files, { path: '/' }),
    );
  signal.throwIfAborted();
  await ask(`start the container ${name}`, unstoppable(), () => container.start(), slowAnswerMs);
  return name;
}

function settings(context: KindContext, plan: Plan, spec: ContainerSpec) {
  const memory = spec.memoryMiB * mebibyte;
  return {
    Image: spec.image,
    ...(spec.command === undefined ? {} : { Cmd: [...spec.command] }),
    Hostname: spec.part,
    Env: Object.entries(spec.env).map(([key, value]) => `${key}=${value}`),
    Labels: {
      ...plan.labels,
      [label.part]: spec.part,
      [label.createdAt]: context.clock.now().toISOString(),
      [label.instance]: context.instance.id,
    },
    ...(spec.publish === undefined ? {} : { ExposedPorts: { [spec.publish]: {} } }),
    HostConfig: {
      NetworkMode: plan.networkName,
      Memory: memory,
      MemorySwap: memory,
      PidsLimit: spec.pids,
      NanoCpus: 1_000_000_000,
      Ulimits: [{ Name: 'fsize', Soft: largestFileBytes, Hard: largestFileBytes }],
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      RestartPolicy: { Name: spec.restart },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
      ...(spec.extraHosts === undefined ? {} : { ExtraHosts: [...spec.extraHosts] }),
      ...(spec.volume === undefined ? {} : { Mounts: [mount(spec.volume)] }),
      ...(spec.publish === undefined
        ? {}
        : { PortBindings: { [spec.publish]: [{ HostIp: '127.0.0.1', HostPort: '' }] } }),
    },
    NetworkingConfig: {
      EndpointsConfig: {
        [plan.networkName]: { IPAMConfig: { IPv4Address: spec.address }, Aliases: [...spec.aliases] },
      },
    },
  };
}

function mount({ name, target, access }: NonNullable<ContainerSpec['volume']>) {
  const readOnly = access === 'read';
  return {
    Type: 'volume' as const,
    Source: name,
    Target: target,
    ReadOnly: readOnly,
    VolumeOptions: { NoCopy: readOnly, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
  };
}

function unstoppable(): AbortSignal {
  return new AbortController().signal;
}
