import { expect, test } from 'vitest';
import { judgeOrphans } from './orphans.ts';
import type { Process } from './processes.ts';

const seen = (pid: number, more: Partial<Process> = {}): Process => ({
  pid,
  parent: 1,
  startedAt: 50,
  command: 'sleep 9',
  folder: '/',
  variables: [],
  group: '0::/',
  ...more,
});
const ours = { variables: ['TMPDIR=/tmp/ours'] };
const inContainer = { group: '0::/docker/c1', variables: ['KINDLAB_LINE=ab'] };

test.each([
  ['the server itself', seen(10, ours), false],
  ['what the server that lives has started', seen(11, { ...ours, parent: 10 }), false],
  ['what a dead server has started', seen(12, ours), true],
  ['what works in its folder, with no variables of it', seen(13, { folder: '/tmp/ours/git' }), true],
  ['what names its data', seen(14, { command: 'tar -C /data/ours' }), true],
  ['what has nothing to do with it', seen(15), false],
  ['a line of a dead server', seen(16, inContainer), true],
  [
    "the learner's shell, that a line of a dead server has begun",
    seen(21, { ...inContainer, parent: 30 }),
    false,
  ],
  ['a run of a dead server', seen(22, { ...inContainer, parent: 30, variables: ['KINDLAB_RUN=cd'] }), true],
  ['a line of the one that lives', seen(17, { ...inContainer, startedAt: 150 }), false],
  ['a line in the container of somebody else', seen(18, { ...inContainer, group: '0::/docker/c2' }), false],
  ["the learner's own work in a container", seen(19, { ...inContainer, variables: [] }), false],
  ['what has ended and was not waited for', seen(20, { ...ours, command: '' }), false],
])('%s', (_, process, isOrphan) => {
  const server = seen(10, { ...ours, startedAt: 100 });
  const shell = seen(30, { ...inContainer, variables: [] });
  const processes = process.pid === 10 ? [server] : [server, shell, process];
  const places = { dataDir: '/data/ours', tempDir: '/tmp/ours', containers: ['c1'] };
  expect(judgeOrphans({ processes, server, ...places })).toEqual(isOrphan ? [process] : []);
});
