import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { kubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import { migrationNames } from '#site/server/state/open-database.ts';
import { databaseKinds } from '#tests/support/databases.ts';
import { freePort } from '#tests/support/free-port.ts';
import { examineCluster } from './examine-cluster.ts';
import { examineDatabase, judgeDatabase } from './examine-database.ts';
import { examinePort } from './examine-port.ts';
import {
  judgeBundle,
  judgeCgroup,
  judgeEngineVersion,
  judgeLeftovers,
  judgeMetadata,
  judgeTraffic,
} from './judge-engine.ts';
import {
  judgeCapability,
  judgeClock,
  judgeDisk,
  judgeDiskLimit,
  judgeInotify,
  judgeMemory,
  judgeNode,
} from './judge-host.ts';

const gib = 1024 ** 3;
const now = Date.parse('2026-06-01T00:00:00Z');
const withoutSysResource = 'CapBnd:\t000001fffeffffff';
const withAll = 'CapBnd:\t000001ffffffffff';
const limits = { freeBytes: 40 * gib, diskGiB: 6, keepFreeGiB: 3 };
const leftover = { id: 'a1', installation: 'mine', why: 'its time was up 9 min ago' };

describe('every finding', () => {
  test.each([
    ['a Mac', judgeNode('v24.0.0', 'darwin'), 'problem', /darwin/],
    ['Linux', judgeNode('v24.0.0', 'linux'), 'ok', /Node v24/],
    ['no memory', judgeMemory(0.4 * gib), 'problem', /0\.4 GiB .* 0\.8 GiB are missing|0\.9 GiB are missing/],
    ['little memory', judgeMemory(1.5 * gib), 'warning', /0\.5 GiB are missing/],
    ['enough memory', judgeMemory(8 * gib), 'ok', /8\.0 GiB/],
    ['unknown memory', judgeMemory(undefined), 'warning', /does not say/],
    [
      'a full disk',
      judgeDisk('disk', { folder: '/x', freeBytes: gib, neededBytes: 4 * gib, bundle: true }),
      'problem',
      /3\.0 GiB are missing/,
    ],
    [
      'a disk too small to build',
      judgeDisk('disk', { folder: '/x', freeBytes: 6 * gib, neededBytes: 4 * gib, bundle: false }),
      'problem',
      /preparing the runtime needs 10\.0 GiB: 4\.0/,
    ],
    [
      'a disk',
      judgeDisk('disk', { folder: '/x', freeBytes: 6 * gib, neededBytes: 4 * gib, bundle: true }),
      'ok',
      /6\.0 GiB/,
    ],
    ['no limit of disk', judgeDiskLimit({ ...limits, diskGiB: 0 }), 'warning', /Nothing limits/],
    [
      'more limit than disk',
      judgeDiskLimit({ ...limits, freeBytes: 8 * gib }),
      'warning',
      /when 3 GiB are left/,
    ],
    ['a limit of disk', judgeDiskLimit(limits), 'ok', /6 GiB .*; 6 that fill it find room/],
    [
      'a kernel without limits of traffic',
      judgeTraffic({ networkMbit: 200, exitCode: 2, says: 'Error: Specified qdisc kind is unknown.' }),
      'warning',
      /qdisc kind is unknown\.\): one lab can flood/,
    ],
    ['limits of traffic', judgeTraffic({ networkMbit: 200, exitCode: 0, says: '' }), 'ok', /200 megabit/],
    ['traffic as it likes', judgeTraffic({ networkMbit: 0, exitCode: 0, says: '' }), 'ok', /not limited/],
    ['a way to metadata', judgeMetadata({ exitCode: 2, says: 'not supported' }), 'warning', /credentials/],
    ['no way to metadata', judgeMetadata({ exitCode: 0, says: '' }), 'ok', /are kept from/],
    ['few inotify instances', judgeInotify(64, 524_288), 'problem', /64 inotify instances/],
    ['the usual inotify limits', judgeInotify(128, 524_288), 'warning', /a few clusters/],
    ['raised inotify limits', judgeInotify(1024, 524_288), 'ok', /1024/],
    ['unreadable limits', judgeInotify(NaN, NaN), 'warning', /can not be read/],
    ['no CAP_SYS_RESOURCE', judgeCapability(withoutSysResource, false), 'warning', /missing/],
    ['our own engine without it', judgeCapability(withoutSysResource, true), 'ok', /does without/],
    ['CAP_SYS_RESOURCE', judgeCapability(withAll, false), 'ok', /is there/],
    ['a clock at its beginning', judgeClock(0, 0), 'problem', /1970/],
    ['clocks that differ', judgeClock(now, -90_000), 'problem', /90 s/],
    ['a clock', judgeClock(now, -900), 'ok', /2026-06-01/],
    ['an ancient engine', judgeEngineVersion({ engine: '19.03.5', runc: undefined }), 'problem', /19\.03\.5/],
    ['an old runc', judgeEngineVersion({ engine: '28.0.1', runc: '1.1.5+ds1' }), 'warning', /CVE-2025-31133/],
    ['a current engine', judgeEngineVersion({ engine: '28.2.2', runc: '1.3.3' }), 'ok', /runc 1\.3\.3/],
    ['cgroup v1', judgeCgroup('1'), 'warning', /cgroup v1/],
    ['cgroup v2', judgeCgroup('2'), 'ok', /v2/],
    ['no bundle', judgeBundle(undefined, ''), 'warning', /not prepared/],
    ['a damaged bundle', judgeBundle(['the node image is gone'], ''), 'problem', /node image is gone/],
    ['a bundle', judgeBundle([], 'abc from packages'), 'ok', /abc/],
    ['a leftover', judgeLeftovers([leftover], 'mine'), 'warning', /a1 \(its time was up/],
    ['nothing left', judgeLeftovers([], 'mine'), 'ok', /No environment/],
  ] as const)('%s', (_, finding, state, says) => {
    expect(finding.state).toBe(state);
    expect(finding.says).toMatch(says);
    expect(finding.fix === undefined).toBe(state === 'ok');
  });

  test('what another data folder left is told how to be removed there', () => {
    expect(judgeLeftovers([leftover], 'other').fix).toContain('--data-dir');
    expect(judgeLeftovers([leftover], 'mine').fix).not.toContain('--data-dir');
  });
});

describe('the port', () => {
  test('free, taken, and taken by Kindlab itself are told apart', async () => {
    const body = { current: 'hello' };
    const server = createServer((_, answer) => answer.end(body.current)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await examinePort('127.0.0.1', port)).toMatchObject({
      state: 'problem',
      fix: expect.stringContaining(`--port ${port + 1}`) as string,
    });
    body.current = '{"status":"ok","runtime":"ready"}';
    expect(await examinePort('127.0.0.1', port)).toMatchObject({ state: 'ok' });
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    expect(await examinePort('127.0.0.1', port)).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('free') as string,
    });
  });

  test('an address that is not of this machine is no port of ours', async () => {
    expect(await examinePort('192.0.2.1', 4000)).toMatchObject({ state: 'problem' });
  });
});

describe('a database that is given', () => {
  test.each([
    ['is new enough', judgeDatabase('16.4 (Debian)', migrationNames), 'ok', /16\.4/],
    ['is empty', judgeDatabase('15.1', []), 'ok', /15\.1/],
    ['is old', judgeDatabase('13.9', migrationNames), 'warning', /older than any/],
    [
      'was used by a newer Kindlab',
      judgeDatabase('16.4', [...migrationNames, '9999-later']),
      'problem',
      /9999-later/,
    ],
  ] as const)('%s', (_, finding, state, says) => {
    expect(finding).toMatchObject({ state, says: expect.stringMatching(says) as string });
  });

  test('is not there: why, and never with its password', async () => {
    const port = await freePort();
    const found = await examineDatabase(`postgres://kindlab:dontsayit@127.0.0.1:${String(port)}/kindlab`);
    expect(found).toMatchObject({
      state: 'problem',
      says: expect.stringContaining('ECONNREFUSED') as string,
    });
    expect(JSON.stringify(found)).not.toContain('dontsayit');
  });

  const real = databaseKinds().filter(({ name }) => name === 'PostgreSQL');
  test.each(real)('is a real $name, with our tables in it', async ({ open }) => {
    await using database = await open();
    expect(await examineDatabase(database.url ?? '')).toMatchObject({ id: 'database', state: 'ok' });
  });
});

test('a cluster that is not there is said, with what to do', async () => {
  const settings = kubernetesSettings.parse({ kubeconfig: '/nowhere/kubeconfig', installation: 'x' });
  const [found, ...more] = await examineCluster(settings, AbortSignal.timeout(30_000));
  expect(more).toEqual([]);
  expect(found).toMatchObject({ id: 'cluster', state: 'problem' });
  expect(found?.fix).toBeTruthy();
});
