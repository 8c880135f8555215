import { expect, test } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { checkOptions, type ServerOptions } from './server-options.ts';

const good: ServerOptions = { dataDir: '/data', distDir: '/dist' };

function faultOf(options: ServerOptions): Fault {
  try {
    checkOptions(options);
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error('no fault');
}

test('fills in what was left out', () => {
  expect(checkOptions(good)).toMatchObject({ port: 4000, host: '127.0.0.1', provider: 'kind', poolSize: 0 });
});

test('names every wrong setting at once', () => {
  const fault = faultOf({ ...good, port: 70_000, leaseMinutes: 1 });
  expect(fault.code).toBe('CONFIG_INVALID');
  expect(fault.message).toMatch(/port: .*leaseMinutes: /);
});

test('refuses metrics that a whole network could read', () => {
  const metrics = { port: 9400, host: '0.0.0.0' };
  expect(faultOf({ ...good, metrics }).message).toContain('0.0.0.0 without a token');
  const token = 'sixteen-or-more-characters';
  expect(checkOptions({ ...good, metrics: { ...metrics, token } }).metrics?.token).toBe(token);
  expect(checkOptions({ ...good, metrics: { port: 9400 } }).metrics?.host).toBe('127.0.0.1');
});

test.each(['0.0.0.0', '::', '192.168.1.4', 'lab.example'])(
  'refuses to listen on %s without accounts',
  (host) => {
    const fault = faultOf({ ...good, host });
    expect(fault.message).toContain(host);
    expect(fault.hint).toContain('--auth accounts');
    expect(fault.hint).toContain('ssh -L');
    expect(checkOptions({ ...good, host, auth: 'accounts' }).host).toBe(host);
    expect(checkOptions({ ...good, host, trustNetwork: true }).auth).toBe('none');
  },
);
