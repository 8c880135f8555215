import { setTimeout as delay } from 'node:timers/promises';
import { installationOf } from '#containers/providers/kind/installation.ts';
import { label } from '#containers/labels.ts';
import { engineClient } from '#containers/runtime/engine/connect-engine.ts';

interface Found {
  readonly name: string;
  readonly environment: string | undefined;
}

/** What one installation has in the engine: containers, networks and volumes. */
export class Footprint {
  readonly #docker = engineClient(process.env);
  readonly #installation: string;
  /** Nodes carry kind's label alone, so they are known by the environments that were seen. */
  readonly #seen = new Set<string>();

  constructor(dataDir: string) {
    this.#installation = installationOf(dataDir);
  }

  async environments(): Promise<ReadonlySet<string>> {
    const found = await this.#labelled();
    const ids = found.flatMap(({ environment }) => (environment === undefined ? [] : [environment]));
    for (const id of ids) this.#seen.add(id);
    return new Set(ids);
  }

  /** How many containers, networks and volumes there are. */
  async objects(): Promise<number> {
    await this.environments();
    return (await this.#labelled()).length + (await this.#nodes()).length;
  }

  /** The environments there are, as soon as they are no more than that, or when the time is up. */
  async atMost(count: number, ms: number): Promise<readonly string[]> {
    const end = performance.now() + ms;
    for (;;) {
      const found = await this.environments();
      if (found.size <= count || performance.now() > end) return [...found];
      await delay(500);
    }
  }

  /** Names of what is still there once all had to be gone. */
  async leftAfter(ms: number): Promise<readonly string[]> {
    const end = performance.now() + ms;
    for (;;) {
      await this.environments();
      const left = [...(await this.#labelled()), ...(await this.#nodes())];
      if (left.length === 0 || performance.now() > end) return left.map(({ name }) => name);
      await delay(500);
    }
  }

  async #labelled(): Promise<readonly Found[]> {
    const filters = { label: [`${label.installation}=${this.#installation}`] };
    const [containers, networks, { Volumes }] = await Promise.all([
      this.#docker.listContainers({ all: true, filters }),
      this.#docker.listNetworks({ filters }),
      this.#docker.listVolumes({ filters }),
    ]);
    return [
      ...containers.map(({ Names, Labels }) => ({
        name: Names[0] ?? '',
        environment: Labels[label.environment],
      })),
      ...networks.map(({ Name, Labels }) => ({ name: Name, environment: Labels?.[label.environment] })),
      ...Volumes.map(({ Name, Labels }) => ({ name: Name, environment: Labels[label.environment] })),
    ];
  }

  async #nodes(): Promise<readonly Found[]> {
    const nodes = await this.#docker.listContainers({ all: true, filters: { label: [label.kindCluster] } });
    return nodes.flatMap(({ Names, Labels }) => {
      const environment = [...this.#seen].find((id) => Labels[label.kindCluster]?.endsWith(id));
      return environment === undefined ? [] : [{ name: Names[0] ?? '', environment }];
    });
  }
}
