import { setTimeout as delay } from 'node:timers/promises';
import { installationOf } from '#containers/providers/kind/installation.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { label } from '#containers/labels.ts';
import { engineClient } from '#containers/runtime/engine/connect-engine.ts';

interface Found {
  readonly id: string;
  readonly name: string;
  readonly environment: string | undefined;
}

interface Objects {
  readonly containers: readonly Found[];
  readonly networks: readonly Found[];
  readonly volumes: readonly Found[];
  /** Those of the volumes that have no label, and no container any more: nobody would ever find them. */
  readonly lost: readonly Found[];
}

const lookEveryMs = 500;

/**
 * What one installation has in the engine: containers, networks and volumes, also those without a label. Others use the same
 * engine, so what has none is known by what was seen before: a node by its environment, a node's volume by the node.
 */
export class Footprint {
  readonly #docker = engineClient(process.env);
  readonly #installation: string;
  readonly #environments = new Set<string>();
  /** Volumes that containers of ours had mounted. */
  readonly #mounted = new Set<string>();

  constructor(dataDir: string) {
    this.#installation = installationOf(dataDir);
  }

  async environments(): Promise<ReadonlySet<string>> {
    return environmentsOf(await this.#look());
  }

  /** How many containers, networks and volumes there are. */
  async objects(): Promise<number> {
    const { containers, networks, volumes } = await this.#look();
    return containers.length + networks.length + volumes.length;
  }

  /** Numbers of the containers that there are. */
  async containers(): Promise<readonly string[]> {
    return (await this.#look()).containers.map(({ id }) => id);
  }

  /** What is too much, as soon as there is nothing of it, or when the time is up: more environments than that, and lost volumes. */
  async tooMuchAfter(environments: number, ms: number): Promise<readonly string[]> {
    for (const end = performance.now() + ms; ;) {
      const objects = await this.#look();
      const found = environmentsOf(objects);
      const many = found.size > environments ? [[...found].join(', ')] : [];
      const tooMuch = [
        ...many.map(
          (names) => `${String(found.size)} environments for ${String(environments)} labs: ${names}`,
        ),
        ...objects.lost.map(({ name }) => `${name} has no container`),
      ];
      if (tooMuch.length === 0 || performance.now() > end) return tooMuch;
      await delay(lookEveryMs);
    }
  }

  /** Names of what is still there once all had to be gone. */
  async leftAfter(ms: number): Promise<readonly string[]> {
    for (const end = performance.now() + ms; ;) {
      const { containers, networks, volumes } = await this.#look();
      const left = [...containers, ...networks, ...volumes];
      if (left.length === 0 || performance.now() > end) return left.map(({ name }) => name);
      await delay(lookEveryMs);
    }
  }

  async #look(): Promise<Objects> {
    const [containers, networks, { Volumes }] = await Promise.all([
      this.#docker.listContainers({ all: true }),
      this.#docker.listNetworks(),
      this.#docker.listVolumes(),
    ]);
    for (const { Labels } of [...containers, ...networks, ...Volumes]) {
      const id = Labels?.[label.environment];
      if (this.#isLabelled(Labels) && id !== undefined) this.#environments.add(id);
    }
    const ofNode = (labels: Labels): string | undefined =>
      [...this.#environments].find((id) => labels?.[label.kindCluster] === nameOf(id));
    const ours = containers.filter(({ Labels }) => this.#isLabelled(Labels) || ofNode(Labels) !== undefined);
    const environmentOf = (labels: Labels): string | undefined =>
      labels?.[label.environment] ?? ofNode(labels);
    const inUse = new Set(ours.flatMap(({ Mounts }) => Mounts.flatMap(({ Name }) => Name ?? [])));
    for (const name of inUse) this.#mounted.add(name);
    const volumes = Volumes.filter(({ Name, Labels }) => this.#isLabelled(Labels) || this.#mounted.has(Name));
    const toFound = ({ Name, Labels }: (typeof Volumes)[number]): Found => ({
      id: Name,
      name: `volume ${Name}`,
      environment: environmentOf(Labels),
    });
    return {
      containers: ours.map(({ Id, Names, Labels }) => ({
        id: Id,
        name: `container ${(Names[0] ?? Id).slice(1)}`,
        environment: environmentOf(Labels),
      })),
      networks: networks
        .filter(({ Labels }) => this.#isLabelled(Labels))
        .map(({ Id, Name, Labels }) => ({
          id: Id,
          name: `network ${Name}`,
          environment: environmentOf(Labels),
        })),
      volumes: volumes.map(toFound),
      lost: volumes.filter(({ Name, Labels }) => !this.#isLabelled(Labels) && !inUse.has(Name)).map(toFound),
    };
  }

  #isLabelled(labels: Labels): boolean {
    return (
      labels?.[label.installation] === this.#installation || labels?.[label.guard] === this.#installation
    );
  }
}

type Labels = Readonly<Record<string, string>> | null | undefined;

/** By every part that there is, not by the network alone: a volume that was left behind is an environment too many. */
function environmentsOf({ containers, networks, volumes }: Objects): ReadonlySet<string> {
  const all = [...containers, ...networks, ...volumes];
  return new Set(all.flatMap(({ environment }) => environment ?? []));
}
