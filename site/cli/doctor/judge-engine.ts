import type { Leftover } from '#containers/providers/kind/leftovers.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

export interface EngineVersions {
  readonly engine: string;
  /** `undefined` when the engine does not say. */
  readonly runc: string | undefined;
}

const oldestEngine = '20.10.0';
/** CVE-2025-31133 and its siblings are mended from here on. */
const mendedRunc = '1.2.8';

export function judgeEngineVersion({ engine, runc }: EngineVersions): Finding {
  if (isOlder(engine, oldestEngine))
    return problem(
      'engine',
      `Docker ${engine} is older than ${oldestEngine}.`,
      'Install a current Docker Engine (https://docs.docker.com/engine/install/).',
    );
  const there = `Docker ${engine}${runc === undefined ? '' : `, runc ${runc}`}`;
  if (runc !== undefined && isOlder(runc, mendedRunc))
    return warning(
      'engine',
      `${there}: versions of runc before ${mendedRunc} had ways out of a container (CVE-2024-21626, CVE-2025-31133).`,
      'Update runc; distributions may have mended theirs without a new number, their security tracker says so.',
    );
  return ok('engine', `${there}.`);
}

export function judgeCgroup(version: string): Finding {
  if (version === '2') return ok('cgroup', 'cgroup v2.');
  return warning(
    'cgroup',
    `cgroup v${version}: it works with this version of Kubernetes, and no longer with later ones.`,
    'Boot a host with cgroup v2 (kernel option systemd.unified_cgroup_hierarchy=1).',
  );
}

/** `problems`: `undefined` when there is no bundle yet. */
export function judgeBundle(problems: readonly string[] | undefined, about: string): Finding {
  if (problems === undefined)
    return warning(
      'bundle',
      'The lab runtime is not prepared yet.',
      '`kindlab bundle build` prepares it; the server does so by itself when it starts.',
    );
  if (problems.length === 0) return ok('bundle', `The lab runtime is there: ${about}.`);
  return problem(
    'bundle',
    `The lab runtime is damaged: ${problems.join('; ')}.`,
    'Prepare it again: `kindlab bundle build`.',
  );
}

/** Of something that was tried in a network of its own. */
export interface Trial {
  readonly exitCode: number;
  readonly says: string;
}

export interface TrafficTrial extends Trial {
  readonly networkMbit: number;
}

/** Whether the traffic of labs can be limited here. */
export function judgeTraffic({ networkMbit, exitCode, says }: TrafficTrial): Finding {
  if (networkMbit === 0)
    return ok('traffic', 'The network traffic of labs is not limited, as the settings say.');
  if (exitCode === 0)
    return ok('traffic', `The network traffic of a lab is limited to ${networkMbit} megabit a second.`);
  return warning(
    'traffic',
    `The network traffic of labs can not be limited here (${says.trim().slice(0, 200)}): one lab can flood the others.`,
    'Load the kernel module sch_tbf (`modprobe sch_tbf`), or use a kernel that has it.',
  );
}

/** Whether labs can be kept from a cloud's metadata services here. */
export function judgeMetadata({ exitCode, says }: Trial): Finding {
  if (exitCode === 0)
    return ok('metadata', 'Labs are kept from the addresses where clouds hand out credentials.');
  return warning(
    'metadata',
    `Labs can not be kept from a cloud's metadata address here (${says.trim().slice(0, 200)}): on a machine in a cloud, a learner may get its credentials.`,
    'Load the kernel modules sch_ingress and cls_bpf, or set the firewall rule in docs/security.md.',
  );
}

/** `installation`: which data folder this is about. */
export function judgeLeftovers(leftovers: readonly Leftover[], installation: string): Finding {
  const [first] = leftovers;
  if (first === undefined) return ok('leftovers', 'No environment is left without an owner.');
  const listed = leftovers.map(({ id, why }) => `${id} (${why})`).join(', ');
  const foreign = leftovers.filter((leftover) => leftover.installation !== installation);
  return warning(
    'leftovers',
    `${leftovers.length === 1 ? 'An environment is' : `${leftovers.length} environments are`} left without an owner: ${listed}.`,
    foreign.length === 0
      ? 'Start the server, which ends them, or `kindlab env destroy <id>`.'
      : `Made for another data folder: start its server, or \`kindlab env destroy <id> --data-dir <that folder>\`; by hand: ${byHand(foreign[0]?.id ?? '')}.`,
  );
}

function byHand(id: string): string {
  return `\`docker rm --force --volumes $(docker ps --all --quiet --filter name=kindlab-${id})\`, then its network and volumes`;
}

/** By numbers; what follows them, such as a distribution's own suffix, does not count. */
function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbers(version), numbers(than)];
  const at = b.findIndex((part, index) => (a[index] ?? 0) !== part);
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0);
}

function numbers(version: string): readonly number[] {
  return (/^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? '').split('.').map(Number);
}
