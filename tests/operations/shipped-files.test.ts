import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { parseServeFlags } from '#site/cli/serve-options.ts';
import { serveFlags } from '#site/cli/serve-flags.mjs';
import { configJsonSchema } from '#site/cli/config/config-schema.ts';
import { parseConfig } from '#site/cli/config/read-config.ts';
import { metricSet } from '#site/server/operations/metric-set.ts';

const folder = path.resolve(import.meta.dirname, '../../docs/operations');
const read = (name: string) => readFile(path.join(folder, name), 'utf8');

test('the systemd unit starts the server with options that there are', async () => {
  const command = /^ExecStart=(.*)$/m.exec(await read('kindlab.service'))?.[1] ?? '';
  expect(command).toMatch(/^\/opt\/kindlab\/node_modules\/\.bin\/node site\/cli\/kindlab\.ts serve /);
  const options = [...command.matchAll(/(--[a-z-]+) (\S+)/g)].map(([, flag = '', value = '']) => ({
    flag,
    value,
  }));
  expect(options.length).toBeGreaterThan(1);
  const known = new Map(
    serveFlags.map(({ flag }) => [flag, flag.slice(2).replace(/-(.)/g, (_, c: string) => c.toUpperCase())]),
  );
  for (const { flag } of options) expect(known.has(flag), flag).toBe(true);
  const given = Object.fromEntries(options.map(({ flag, value }) => [known.get(flag) ?? flag, value]));
  expect(parseServeFlags(given)).toMatchObject({ metricsPort: 9464 });
});

test('systemd finds nothing wrong with the unit', async (context) => {
  const here = path.resolve(folder, '../..');
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'kindlab-unit-')), 'kindlab.service');
  onTestFinished(() => rm(path.dirname(file), { recursive: true }));
  await writeFile(file, (await read('kindlab.service')).replaceAll('/opt/kindlab', here));
  const verify = ['verify', '--man=no', '--recursive-errors=no', file];
  const found = await promisify(execFile)('systemd-analyze', verify, { timeout: 60_000 }).catch(
    (error: unknown) => error as NodeJS.ErrnoException & { readonly stderr?: string },
  );
  if ('code' in found && found.code === 'ENOENT') return context.skip('there is no systemd here');
  expect(found.stderr).toBe('');
  expect(found).not.toHaveProperty('code');
});

test('alerts ask for series that there are, and say what they mean', async () => {
  interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly annotations: { readonly summary: string };
  }
  const { groups } = parse(await read('kindlab-alerts.yaml')) as { groups: { rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  const text = await metricSet().registry.metrics();
  const known = new Set(
    [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', kind]) =>
      kind === 'histogram' ? `${name}_bucket` : name,
    ),
  );
  // Looked up when asked for, so not in the set itself.
  known.add('kindlab_runtime_state');
  const asked = rules.flatMap(({ expr }) => [...expr.matchAll(/\bkindlab_\w+/g)].map(([name]) => name));
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
  for (const { annotations } of rules) expect(annotations.summary.length).toBeGreaterThan(20);
});

test('the published schema is the one that the server checks by', async () => {
  expect(JSON.parse(await read('kindlab.schema.json'))).toEqual(
    JSON.parse(JSON.stringify(configJsonSchema())),
  );
});

test('the example is valid and shows every setting', async () => {
  const text = await read('kindlab.example.yaml');
  const uncommented = text.replaceAll(/^( *)# (?=\w+:)/gm, '$1');
  expect(parseConfig(uncommented, 'example')).toMatchObject({ format: 1, server: { port: 4000 } });
  const { properties } = JSON.parse(await read('kindlab.schema.json')) as {
    properties: Record<string, { properties?: Record<string, unknown> }>;
  };
  const keys = Object.entries(properties).flatMap(([section, { properties: inner = {} }]) => [
    section,
    ...Object.keys(inner),
  ]);
  for (const key of keys) expect(uncommented, key).toMatch(new RegExp(`(?:^ *|[{,] )${key}:`, 'm'));
});
