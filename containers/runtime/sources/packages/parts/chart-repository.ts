import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { versions } from '#containers/runtime/sources/packages/versions.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

/** One time for everything in the archive: the same chart must give the same bytes. */
const builtAt = new Date('2025-10-24T00:00:00Z');
const chartName = 'external-secrets';
const crdNames = z.object({ spec: z.object({ names: z.object({ kind: z.string() }) }) });

/**
 * A Helm repository (index.yaml and one .tgz) with the operator's own chart, at the version of the operator that
 * we run and with its CRDs as templates, as upstream's release script makes it.
 */
export function chartRepository(sources: PipelineStep): PipelineStep {
  return {
    id: 'charts',
    title: 'Package the External Secrets chart',
    expectedMs: 1_500,
    needs: [sources],
    inputs: { version: versions.externalSecrets, format: 3 },
    files: [],
    async run({ out, scratch, resultOf }) {
      const chart = join(scratch, chartName);
      await rm(chart, { recursive: true, force: true });
      await cp(join(resultOf(sources), 'chart'), chart, { recursive: true });
      await prepareChart(chart, join(resultOf(sources), 'crds'));
      await packChart(chart, out);
    },
  };
}

async function prepareChart(chart: string, crds: string): Promise<void> {
  for (const unused of ['Chart.lock', 'README.md.gotmpl', 'ci', 'tests', 'templates/crds']) {
    await rm(join(chart, unused), { recursive: true, force: true });
  }
  const file = join(chart, 'Chart.yaml');
  await writeFile(file, chartMetadata(await readFile(file, 'utf8'), versions.externalSecrets));
  for (const name of ['webhook', 'cert-controller']) {
    const template = join(chart, `templates/${name}-deployment.yaml`);
    await writeFile(template, soonerReady(await readFile(template, 'utf8')));
  }
  await mkdir(join(chart, 'templates/crds'), { recursive: true });
  const names = (await readdir(crds)).filter(
    (name) => name !== 'kustomization.yaml' && name.endsWith('.yaml'),
  );
  for (const name of names) {
    const text = await readFile(join(crds, name), 'utf8');
    await writeFile(join(chart, 'templates/crds', name), crdTemplate(text));
  }
}

/** Chart.yaml at our version; without the Bitwarden sub-chart, which is off by default and not served as a module. */
export function chartMetadata(text: string, version: string): string {
  const metadata = z.record(z.string(), z.unknown()).parse(parse(text));
  delete metadata['dependencies'];
  return stringify({ ...metadata, version, appVersion: `v${version}` });
}

/**
 * A deployment whose first readiness probe comes after one second. Upstream waits 20 s, which on a node that has
 * the image already is nothing but 20 s of a learner looking at `0/1`.
 */
export function soonerReady(template: string): string {
  return template.replaceAll(/^(\s*initialDelaySeconds:) 20$/gm, '$1 1');
}

/** A CRD as upstream's chart has it: under `installCRDs`, and for some kinds under a value of their own too. */
export function crdTemplate(text: string): string {
  const { kind } = crdNames.parse(parse(text)).spec.names;
  const hasOwnSwitch = kind.includes('Cluster') || kind.includes('PushSecret');
  const condition = hasOwnSwitch
    ? `and (.Values.installCRDs) (.Values.crds.create${kind})`
    : '.Values.installCRDs';
  const annotated = text
    .replace(/^---\n/, '')
    .replace(
      /^ {2}annotations:\n/m,
      '  annotations:\n    {{- with .Values.crds.annotations }}\n    {{- toYaml . | nindent 4 }}\n    {{- end }}\n',
    );
  return `{{- if ${condition} }}\n${annotated.trimEnd()}\n{{- end }}\n`;
}

async function packChart(chart: string, out: string): Promise<void> {
  const archive = `${chartName}-${versions.externalSecrets}.tgz`;
  await create(
    { file: join(out, archive), cwd: join(chart, '..'), gzip: true, portable: true, mtime: builtAt },
    [chartName],
  );
  const digest = createHash('sha256')
    .update(await readFile(join(out, archive)))
    .digest('hex');
  const metadata = z
    .record(z.string(), z.unknown())
    .parse(parse(await readFile(join(chart, 'Chart.yaml'), 'utf8')));
  await writeFile(join(out, 'index.yaml'), repositoryIndex({ metadata, archive, digest }));
}

interface IndexEntry {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly archive: string;
  readonly digest: string;
}

/** index.yaml of a repository that holds one version of one chart. */
export function repositoryIndex({ metadata, archive, digest }: IndexEntry): string {
  const created = builtAt.toISOString();
  const entry = { ...metadata, created, digest, urls: [archive] };
  return stringify({ apiVersion: 'v1', entries: { [chartName]: [entry] }, generated: created });
}
