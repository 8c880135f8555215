import { join } from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import { isThere } from '#containers/if-missing.ts';
import type { BundleRecord } from '#containers/runtime/bundle-record.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import { goToolchain } from '#containers/runtime/sources/packages/parts/go-toolchain.ts';
import { packagesIn } from './debian-packages.ts';
import { readGoModules } from './go-modules.ts';

interface Component {
  readonly type: 'application' | 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  /** https://github.com/package-url/purl-spec */
  readonly purl: string;
}

/** A bill of materials as CycloneDX 1.6 has it (https://cyclonedx.org/docs/1.6/json/). */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: {
    readonly timestamp: string;
    readonly component: { readonly type: 'platform'; readonly name: string; readonly version: string };
  };
  readonly components: readonly Component[];
}

const lookMs = 60_000;

/**
 * What the images and tools of a bundle are made of: Debian packages, the Go modules of every program, and the chart. It is read from
 * the results of the bundle's own steps. Throws a Fault for a bundle that was not built on this machine.
 */
export async function billOf(
  { bundle, steps }: BundleRecord,
  { cacheDir, signal }: { readonly cacheDir: string; readonly signal: AbortSignal },
): Promise<BillOfMaterials> {
  if (bundle.source !== 'packages') throw builtElsewhere(bundle.recipe);
  const folders = steps.map((step) => join(cacheDir, 'steps', step));
  const roots = folders.map((folder) => join(folder, 'root.tar'));
  const packed = await Promise.all(
    roots.map(async (file) => ((await isThere(file)) ? packagesIn(file) : [])),
  );
  const go = await goToolchain(join(cacheDir, 'go'), signal);
  const said = await runCommand([go.command, 'version', '-m', ...folders], {
    env: go.env,
    signal,
    timeoutMs: lookMs,
  });
  const components = [
    ...packed.flat().map(ofDebian),
    ...readGoModules(said).map(ofGo),
    chart(bundle.versions.externalSecrets),
  ];
  const unique = new Map(components.map((component) => [component.purl, component]));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: bundle.createdAt,
      component: { type: 'platform', name: 'kindlab-runtime-bundle', version: bundle.recipe },
    },
    components: [...unique.values()].toSorted((one, other) => one.purl.localeCompare(other.purl)),
  };
}

function component(type: Component['type'], named: Omit<Component, 'bom-ref' | 'type'>): Component {
  return { type, 'bom-ref': named.purl, ...named };
}

function ofDebian({
  name,
  version,
  architecture,
}: Awaited<ReturnType<typeof packagesIn>>[number]): Component {
  const at = `${encodeURIComponent(version)}?arch=${architecture}`;
  return component('library', { name, version, purl: `pkg:deb/debian/${encodeURIComponent(name)}@${at}` });
}

function ofGo({ name, version }: ReturnType<typeof readGoModules>[number]): Component {
  return component('library', { name, version, purl: `pkg:golang/${name}@${encodeURIComponent(version)}` });
}

function chart(version: string): Component {
  const name = 'external-secrets';
  return component('application', { name, version, purl: `pkg:helm/${name}@${version}` });
}

function builtElsewhere(recipe: string): Fault {
  return new Fault({
    code: 'NOT_FOUND',
    message: `What bundle ${recipe} is made of is not known here: it was built on another machine.`,
    hint: 'Ask for its bill of materials where it was built: kindlab bundle sbom',
  });
}
