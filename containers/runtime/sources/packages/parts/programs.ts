import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pRetry from 'p-retry';
import { goToolchain, type GoToolchain } from '#containers/runtime/sources/packages/parts/go-toolchain.ts';
import { versions } from '#containers/runtime/sources/packages/versions.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import type { PipelineStep, StepContext } from '#containers/runtime/pipeline/step.ts';

/** Go source of the programs, with go.mod and go.sum. */
export const programsRecipe = join(import.meta.dirname, '..', 'programs');

/** Packages that a build compiles (all programs, or just the tools), for the fraction shown; a little off does no harm. */
const packageCounts = { all: 3_250, tools: 750 };
const buildTimeoutMs = 60 * 60_000;

/**
 * Compiles kubernetes (seven programs in one), external-secrets, coredns, etcd, etcdctl, kind and yq.
 * They are one Go module: all use the same versions of what they share, so that each package is compiled once.
 */
export function programs(goHome: string, sources: PipelineStep, only?: readonly string[]): PipelineStep {
  const targets = only?.map((name) => `./cmd/${name}`) ?? ['./cmd/...'];
  return {
    id: only === undefined ? 'programs' : 'tools',
    title:
      only === undefined
        ? 'Compile Kubernetes, External Secrets, CoreDNS, etcd and kind'
        : `Compile ${only.join(' and ')}`,
    expectedMs: only === undefined ? 235_000 : 60_000,
    needs: [sources],
    inputs: { versions, flags: buildFlags(), ...(only === undefined ? {} : { only }) },
    files: [programsRecipe],
    async run(context) {
      const go = await goToolchain(goHome, context.signal);
      const source = join(context.scratch, 'source');
      await rm(source, { recursive: true, force: true });
      await cp(programsRecipe, source, { recursive: true });
      await cp(context.resultOf(sources), join(source, 'upstream'), { recursive: true });
      await downloadModules(go, { source, targets }, context);
      await compile(go, { source, targets }, context);
    },
  };
}

interface Target {
  readonly source: string;
  readonly targets: readonly string[];
}

async function downloadModules(
  go: GoToolchain,
  { source, targets }: Target,
  context: StepContext,
): Promise<void> {
  context.report({ detail: 'Downloading Go modules' });
  const run = () =>
    runCommand([go.command, 'list', '-deps', ...targets], {
      cwd: source,
      env: go.env,
      signal: context.signal,
      timeoutMs: 20 * 60_000,
      onLine: (line) => {
        if (line.startsWith('go: downloading')) context.report({ detail: line.slice('go: '.length) });
      },
    });
  await pRetry(run, { retries: 3, signal: context.signal });
}

async function compile(go: GoToolchain, { source, targets }: Target, context: StepContext): Promise<void> {
  let compiled = 0;
  await mkdir(context.out, { recursive: true });
  await runCommand([go.command, 'build', '-v', ...buildFlags(), '-o', `${context.out}/`, ...targets], {
    cwd: source,
    env: go.env,
    signal: context.signal,
    timeoutMs: buildTimeoutMs,
    onLine: (line) => {
      compiled += 1;
      context.report({
        detail: line,
        fraction: Math.min(0.97, compiled / (targets.length === 1 ? packageCounts.all : packageCounts.tools)),
      });
    },
  });
}

function buildFlags(): readonly string[] {
  const [major = '', minor = ''] = versions.kubernetes.split('.');
  const stamps = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((folder) => [
    `-X ${folder}.gitVersion=v${versions.kubernetes}`,
    `-X ${folder}.gitMajor=${major}`,
    `-X ${folder}.gitMinor=${minor}`,
    `-X ${folder}.gitTreeState=clean`,
  ]);
  return [
    '-mod=readonly',
    '-trimpath',
    '-buildvcs=false',
    // Debug information would be made for every package and then thrown away by the linker.
    '-gcflags=all=-dwarf=false',
    `-ldflags=-s -w ${stamps.join(' ')}`,
  ];
}
