import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goModule } from '#containers/runtime/sources/packages/parts/go-module.ts';
import { goToolchain } from '#containers/runtime/sources/packages/parts/go-toolchain.ts';
import { modules } from '#containers/runtime/sources/packages/versions.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

/** Secret stores and generators that the course uses; upstream compiles 38 and 15 in, mostly cloud SDKs. */
const providers = ['fake', 'kubernetes', 'vault', 'webhook'];
const generators = ['fake', 'password', 'sshkey', 'uuid', 'vault', 'webhook'];

/**
 * Upstream files that we use beyond `go build`: two modules as folders that our build replaces them with (cut or
 * patched), the operator's chart, and the files of kind's node image.
 */
export function upstreamSources(goHome: string): PipelineStep {
  return {
    id: 'sources',
    title: 'Fetch upstream sources',
    expectedMs: 8_000,
    needs: [],
    inputs: { modules, providers, generators, format: 2 },
    files: [],
    async run({ out, signal, report }) {
      report({ detail: 'Finding a Go toolchain' });
      const go = await goToolchain(goHome, signal);
      const fetchModule = async (name: keyof typeof modules) => {
        report({ detail: `${modules[name].path} ${modules[name].version}` });
        return goModule(go, modules[name], signal);
      };
      const [operator, coredns, kind] = [
        await fetchModule('externalSecrets'),
        await fetchModule('coredns'),
        await fetchModule('kind'),
      ];
      await copyOperator(operator, out);
      await copyCoredns(coredns, join(out, 'coredns'));
      await cp(join(kind, 'images', 'base', 'files'), join(out, 'kind-node'), { recursive: true });
    },
  };
}

async function copyOperator(from: string, out: string): Promise<void> {
  const to = join(out, 'external-secrets');
  for (const part of ['go.mod', 'LICENSE', 'apis', 'cmd', 'pkg'])
    await cp(join(from, part), join(to, part), { recursive: true });
  await writeFile(join(to, 'pkg/provider/register/register.go'), registerFile('provider', providers));
  await writeFile(join(to, 'pkg/generator/register/register.go'), registerFile('generator', generators));
  // The webhook looks for its certificate every 10 s; a learner who has just installed the chart waits for it.
  await edit(
    join(to, 'cmd/controller/webhook.go'),
    /<-time\.After\(time\.Second \* 10\)/,
    '<-time.After(time.Second)',
  );
  await cp(join(from, 'deploy/charts/external-secrets'), join(out, 'chart'), { recursive: true });
  await cp(join(from, 'config/crds/bases'), join(out, 'crds'), { recursive: true });
}

/** Go source that links in the named providers or generators and nothing else. */
export function registerFile(kind: 'provider' | 'generator', names: readonly string[]): string {
  const imports = names.map((name) => `\t_ "${modules.externalSecrets.path}/pkg/${kind}/${name}"\n`);
  return `package register\n\nimport (\n${imports.join('')})\n`;
}

async function copyCoredns(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  for (const part of ['test', 'man', 'notes']) await rm(join(to, part), { recursive: true, force: true });
  // client-go 0.34 dropped this field; it was set to its zero value, so leaving it out changes nothing.
  await edit(join(to, 'plugin/kubernetes/object/informer.go'), /^\s*RetryOnError:\s+false,\n/m, '');
}

async function edit(file: string, from: RegExp, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!from.test(text)) throw new Error(`${file} is not the file that we know: ${from.source} is not in it`);
  await writeFile(file, text.replace(from, to));
}
