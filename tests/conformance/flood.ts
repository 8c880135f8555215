import type { Environment } from '#containers/contract/environment.ts';
import { asLearner } from './live-kind.ts';

/** Whoever gets it answers nobody: nothing slows it down but the limit. */
const flood = `sent() { cat /sys/class/net/eth0/statistics/tx_bytes; }
now() { echo "\${EPOCHREALTIME/[.,]/}"; }
for line in 1 2; do
  timeout 4 bash -c 'while :; do dd if=/dev/zero bs=1400 2>/dev/null >/dev/udp/vault/9; done' &
done
sleep 1; first=$(sent); began=$(now); sleep 2; last=$(sent); ended=$(now); wait
echo "sent $(( (last - first) * 8 / (ended - began) ))"`;

/** What the flood of a learner comes to, in megabit a second. */
export async function floodsAt(environment: Environment): Promise<number> {
  const { stdout } = await asLearner(environment, flood);
  return Number(/sent (\d+)/.exec(stdout)?.[1]);
}

/** What ends the first process of a container starts the container again. */
export async function restartWorkspace(environment: Environment): Promise<void> {
  await asLearner(environment, 'kill -TERM 1; sleep 20').catch(() => undefined);
}
