import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { parseConfig, readConfig } from './read-config.ts';

function messageOf(text: string): string {
  try {
    parseConfig(text, 'kindlab.yaml');
  } catch (error) {
    if (error instanceof Fault && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  throw new Error('no fault');
}

describe('a configuration file', () => {
  test('needs its format and nothing else', () => {
    expect(parseConfig('format: 1\n', 'kindlab.yaml')).toEqual({ format: 1 });
  });

  test('tells every problem with its line, what is there and what could be', () => {
    const text = [
      'format: 1',
      'server:',
      '  port: 70000',
      '  hots: 0.0.0.0',
      'labs:',
      '  poolSize: many',
      'runtime: { vault: other }',
      'lab: {}',
    ].join('\n');
    expect(messageOf(text)).toMatchInlineSnapshot(`
      "kindlab.yaml is not as it should be:
        line 3: server.port: Too big: expected number to be <=65535, and there is 70000
        line 4: server.hots is not a setting here; there are port, host, allowedOrigins, trustedProxies, previewOrigin, replicaAddress, livenessPort
        line 6: labs.poolSize: must be auto or a whole number up to 100, and there is "many"
        line 7: runtime.vault: Invalid option: expected one of "openbao"|"vault", and there is "other"
        line 8: lab is not a setting here; there are format, server, data, runtime, kubernetes, auth, labs, limits, grading, xapi, metrics, log"
    `);
  });

  test('tells where it stops being YAML', () => {
    expect(messageOf('format: 1\nserver:\n  port: [1\n')).toMatch(/line [34]: Flow sequence/);
    expect(messageOf('format: 1\nformat: 1\n')).toMatch(/line 2: Map keys must be unique/);
  });

  test('tells what is missing where it should stand', () => {
    expect(messageOf('format: 1\nmetrics:\n  host: 127.0.0.1\n')).toContain(
      'line 3: metrics.port: Invalid input',
    );
    expect(messageOf('')).toContain('line 1: the file');
    expect(messageOf('- a\n- b\n')).toContain(
      'line 1: the file: Invalid input: expected object, received array',
    );
    expect(messageOf('server: {}\n')).toContain('line 1: format');
  });

  test('never shows what may be a secret', () => {
    expect(messageOf('format: 1\nmetrics: { port: 1, token: short }\n')).not.toContain('short');
    expect(messageOf('format: 1\ndata: { databaseUrl: 5432123 }\n')).not.toContain('5432123');
  });

  test('does not unfold references', () => {
    const bomb = ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: [*b, *b]'].join('\n');
    expect(messageOf(`format: 1\n${bomb}\n`)).toContain('Alias resolution is disabled');
  });
});

test('secrets can stand in files of their own, beside it', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-config-'));
  const file = path.join(folder, 'kindlab.yaml');
  await writeFile(path.join(folder, 'token'), 'sixteen-or-more-characters\n');
  await writeFile(file, 'format: 1\nmetrics: { port: 9464, tokenFile: token }\n');
  expect((await readConfig(file)).metrics).toEqual({ port: 9464, token: 'sixteen-or-more-characters' });
  await writeFile(file, 'format: 1\ndata: { databaseUrlFile: nowhere }\n');
  await expect(readConfig(file)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await expect(readConfig(path.join(folder, 'none.yaml'))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await rm(folder, { recursive: true });
});
