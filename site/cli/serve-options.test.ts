import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { serveFlags, serveHelp } from './serve-flags.mjs';
import { parseServeFlags, readServeSettings, settingsFrom } from './serve-options.ts';

describe('options of npm start', () => {
  it('has a default for everything', () => {
    expect(settingsFrom(parseServeFlags({}), { format: 1 })).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      bundleSource: 'auto',
      provider: 'kind',
    });
  });

  it('goes before the configuration file, and the file before defaults', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-config-'));
    const file = path.join(folder, 'kindlab.yaml');
    await writeFile(
      file,
      'format: 1\nserver: { port: 4444 }\nlabs: { poolSize: 3 }\ndata: { folder: state }\n',
    );
    const settings = await readServeSettings({ config: file, port: '4555' }, {});
    expect(settings).toMatchObject({
      port: 4555,
      poolSize: 3,
      host: '127.0.0.1',
      dataDir: `${folder}/state`,
    });
    expect((await readServeSettings({}, { KINDLAB_CONFIG: file })).port).toBe(4444);
    await rm(folder, { recursive: true });
  });

  it('names every wrong option at once, and what to do', () => {
    const wrong = () =>
      parseServeFlags({ port: 'abc', vault: 'foo', bundleSource: 'cloud', trustedProxy: ['10.0.0.0/40'] });
    expect(wrong).toThrow(Fault);
    expect(wrong).toThrow(
      'Wrong options: --port must be a whole number; --trusted-proxy must be an address or a range such as 10.42.0.0/16; --bundle-source must be auto, packages or registry; --vault must be openbao or vault.',
    );
  });

  it('takes a provider whole or not at all, with its secret from the environment', () => {
    const file = { format: 1 } as const;
    const flags = parseServeFlags({ oidcIssuer: 'https://id.example', oidcClientId: 'kindlab' });
    expect(settingsFrom(flags, file, 's3cret').oidc).toMatchObject({
      clientSecret: 's3cret',
      admitAll: false,
    });
    expect(() => settingsFrom(flags, file, '')).toThrow('KINDLAB_OIDC_CLIENT_SECRET');
    expect(() => settingsFrom(parseServeFlags({ oidcClientId: 'kindlab' }), file, 's3cret')).toThrow(Fault);
    expect(settingsFrom(parseServeFlags({}), file, 's3cret').oidc).toBeUndefined();
  });

  it('explains every flag in the help, with its default', () => {
    const help = serveHelp();
    for (const { flag, says } of serveFlags) {
      expect(help).toContain(flag);
      expect(help).toContain(says);
    }
    expect(help).toContain('(default: 4000)');
  });
});
