import type { KindContext } from '../kind-context.ts';
import { bridgeFilter } from './bridge-filter.ts';
import { partsThatRun, type RunningPart } from './running-parts.ts';
import { inGuard } from './guard.ts';

const limitMs = 30_000;
const killed = 137;

/**
 * First argument: megabit a second; second: the environment's bridge; then the process that each container began with. What
 * leaves a container waits at its own end, where it slows its sender down; what comes to them waits at the bridge. Every packet
 * counts as half a kilobyte at least, so that small ones are no way to keep the machine busy.
 */
export const limitScript = `set -e
rate="$1"; bridge="$2"; shift 2
limit="root tbf rate \${rate}mbit burst $((rate * 2000)) latency 50ms mpu 512"
tc qdisc replace dev "$bridge" $limit
for pid in "$@"; do nsenter --net="/proc/$pid/ns/net" tc qdisc replace dev eth0 $limit; done`;

/**
 * Argument: the environment's bridge. Before the machine routes or translates anything, what it drops can not be undone from within a
 * container, whatever the rights there; it goes with the bridge.
 */
export const keepInScript = `set -e
tc qdisc replace dev "$1" clsact
tc filter replace dev "$1" ingress pref 1 handle 1 protocol all bpf direct-action bytecode '${bridgeFilter}'`;

/**
 * Keeps an environment from a cloud's metadata services and from other environments, and bounds what each of its containers may send, to its neighbours or
 * anywhere, and what the environment may be sent. Nobody in it can take the limit off again: it needs a capability that the
 * workspace and Vault do not have, and pods do not get. A kernel that can not do it is told in the log: labs run there all the same.
 */
export async function limitTraffic(context: KindContext, id: string, signal: AbortSignal): Promise<void> {
  await limitParts(context, id, await partsThatRun(context, signal, id), signal);
}

/** Does it again for containers that were started since: a restarted one has a new end of its own. */
export async function limitRestarted(context: KindContext, signal: AbortSignal): Promise<void> {
  const parts = await partsThatRun(context, signal);
  const known = new Set(parts.map(({ endpoint }) => endpoint));
  for (const endpoint of context.limited) if (!known.has(endpoint)) context.limited.delete(endpoint);
  const fresh = new Set(
    parts.filter(({ endpoint }) => !context.limited.has(endpoint)).map(({ environment }) => environment),
  );
  for (const id of fresh) {
    if (context.creating.has(id)) continue;
    const own = parts.filter(({ environment }) => environment === id);
    await limitParts(context, id, own, signal);
  }
}

async function limitParts(
  context: KindContext,
  id: string,
  parts: readonly RunningPart[],
  signal: AbortSignal,
): Promise<void> {
  if (parts.length === 0) return;
  const { networkMbit } = context.limits;
  const bridge = `kl-${id}`;
  const limitArgs = [String(networkMbit), bridge, ...parts.map(({ pid }) => String(pid))];
  const isDone = await Promise.all([
    applied(
      { script: keepInScript, args: [bridge] },
      'can reach a metadata service of a cloud, and is kept from others by the engine alone',
    ),
    networkMbit === 0 || applied({ script: limitScript, args: limitArgs }, 'may send as much as it likes'),
  ]);
  // The guard's time was up in the middle: the next look does it.
  if (isDone.includes(false)) return;
  // Not again and again where the kernel can not do it.
  for (const { endpoint } of parts) context.limited.add(endpoint);

  async function applied(
    bound: { readonly script: string; readonly args: readonly string[] },
    without: string,
  ): Promise<boolean> {
    const { exitCode, stderr } = await inGuard(context, { ...bound, timeoutMs: limitMs }, signal);
    if (exitCode === killed) return false;
    if (exitCode !== 0)
      context.log.warn(
        { environment: id, says: stderr.slice(0, 300) },
        `an environment ${without}; see \`kindlab doctor\``,
      );
    return true;
  }
}
