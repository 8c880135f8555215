import { expect } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { until } from '#tests/server/until.ts';
import { asLearner } from './live-kind.ts';
import { openTerminal } from './terminal.ts';

/** What one learner may do to the machine for a while; the test ends it. */
export const hogs = [
  [
    'fills the disk',
    'for part in 1 2 3 4; do dd if=/dev/zero of=~/fill$part bs=1M count=512 conv=fsync; done; rm -f ~/fill*',
  ],
  ['hogs memory', `while :; do (x=$(head -c 1500M /dev/zero | tr '\\0' x); echo \${#x}); done`],
  [
    'floods the network',
    `for line in 1 2 3 4; do
      while :; do dd if=/dev/zero bs=1400 count=100000 >/dev/udp/vault/9; cat /dev/zero >/dev/tcp/vault/8200; done &
    done; wait`,
  ],
  ['sets off a fork bomb', 'sleep 60 & :(){ :|:& };:\nwait'],
  ['spins with a hundred processes', 'for n in $(seq 100); do while :; do :; done & done; wait'],
] as const;

/** Of a bomb nothing goes but all at once. */
const holdsSeconds = 12;
/** What a round may take beside a hog: more than without it, but in proportion. A disk that all write to waits for everybody. */
const boundMs = (quietMs: number): number => Math.min(30_000, 5000 + quietMs * 10);
const quietRounds = 3;

/** While one learner does that, another one works: in terminal, cluster and Vault, all the time. */
export async function worksBeside(hog: Environment, neighbour: Environment, script: string): Promise<void> {
  const noAbort = new AbortController().signal;
  const terminal = await openTerminal(neighbour, 'beside', '❯');
  const { vault } = await neighbour.access(noAbort);
  let number = 40;
  const round = async (): Promise<number> => {
    const started = performance.now();
    number += 1;
    await terminal.type(`echo round-$((${String(number)}+0))\r`, `round-${String(number)}`);
    expect((await asLearner(neighbour, 'kubectl get namespace lab1 -o name')).stdout).toContain('lab1');
    expect((await fetch(`${vault.address}/v1/sys/health`)).status).toBe(200);
    return performance.now() - started;
  };
  const quiet: number[] = [];
  while (quiet.length < quietRounds) quiet.push(await round());
  const isOver = asLearner(hog, `timeout -s KILL ${String(holdsSeconds)} bash -s`, script).then(() => true);
  const beside: number[] = [];
  do beside.push(await round());
  while (!(await Promise.race([isOver, Promise.resolve(false)])));
  await terminal.shell.detach();
  expect(median(beside)).toBeLessThan(boundMs(median(quiet)));
  const alive = async () =>
    (await asLearner(hog, 'rm -f ~/fill*; echo alive').catch(() => ({ stdout: '' }))).stdout === 'alive\n' ||
    undefined;
  await until('the other shell to work again', alive, 60_000);
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;
}
