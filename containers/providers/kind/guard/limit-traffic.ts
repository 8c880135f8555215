import type { KindContext } from '../kind-context.ts';
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
 * Bounds what each container of an environment may send, to its neighbours or anywhere, and what the environment may be sent.
 * Nobody in it can take that off again: it needs a capability that the workspace and Vault do not have, and pods do not get.
 * A kernel that can not do it is told in the log: labs run there all the same.
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
  const { networkMbit } = context.limits;
  if (networkMbit === 0 || parts.length === 0) return;
  const args = [String(networkMbit), `kl-${id}`, ...parts.map(({ pid }) => String(pid))];
  const { exitCode, stderr } = await inGuard(
    context,
    { script: limitScript, args, timeoutMs: limitMs },
    signal,
  );
  // The guard's time was up in the middle: the next look does it.
  if (exitCode === killed) return;
  // Not again and again where the kernel can not do it.
  for (const { endpoint } of parts) context.limited.add(endpoint);
  if (exitCode === 0) return;
  context.log.warn(
    { environment: id, says: stderr.slice(0, 300) },
    'the network traffic of an environment is not limited; see `kindlab doctor`',
  );
}
