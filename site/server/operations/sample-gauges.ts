import { Gauge, type Registry } from 'prom-client';
import type { BundleProgress } from '#containers/contract/bundle.ts';
import type { PoolCounts } from '#containers/sessions/pool.ts';
import type { Phase } from '../attempts/attempt.ts';

/** What is looked up whenever somebody asks for metrics. */
export interface Sampled {
  readonly attempts: () => readonly { readonly lab: string; readonly state: Phase['state'] }[];
  readonly runtime: () => BundleProgress['state'];
  readonly queue: () => { readonly making: number; readonly waiting: number };
  readonly pool: () => PoolCounts;
  readonly connections: () => number;
}

const runtimeStates: readonly BundleProgress['state'][] = ['checking', 'preparing', 'ready', 'failed'];
const phaseStates: readonly Phase['state'][] = [
  'waitingForRuntime',
  'creating',
  'ready',
  'parked',
  'resuming',
  'failed',
];

interface GaugeShape {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly sample: (gauge: Gauge) => void;
}

/** Registers gauges that are filled when they are read. */
export function sampleGauges(registry: Registry, sampled: Sampled): void {
  for (const { sample, labelNames = [], ...about } of gauges(sampled)) {
    registry.registerMetric(
      new Gauge({
        ...about,
        labelNames: [...labelNames],
        registers: [],
        collect() {
          this.reset();
          sample(this);
        },
      }),
    );
  }
}

function gauges({ attempts, runtime, queue, pool, connections }: Sampled): readonly GaugeShape[] {
  return [
    {
      name: 'kindlab_attempts',
      help: 'Running attempts by what their environment is doing',
      labelNames: ['lab', 'state'],
      sample: (gauge) => {
        for (const lab of new Set(attempts().map((attempt) => attempt.lab)))
          for (const state of phaseStates) gauge.set({ lab, state }, 0);
        for (const attempt of attempts()) gauge.inc({ ...attempt });
      },
    },
    {
      name: 'kindlab_runtime_state',
      help: '1 for the state that the runtime bundle is in',
      labelNames: ['state'],
      sample: (gauge) => {
        for (const state of runtimeStates) gauge.set({ state }, state === runtime() ? 1 : 0);
      },
    },
    {
      name: 'kindlab_environment_queue',
      help: 'Environments that learners wait for: being made, and waiting for their turn',
      labelNames: ['state'],
      sample: (gauge) => {
        const { making, waiting } = queue();
        gauge.set({ state: 'making' }, making);
        gauge.set({ state: 'waiting' }, waiting);
      },
    },
    {
      name: 'kindlab_pool_environments',
      help: 'Environments kept warm, and being made to be kept warm',
      labelNames: ['state'],
      sample: (gauge) => {
        const { ready, making } = pool();
        gauge.set({ state: 'ready' }, ready);
        gauge.set({ state: 'making' }, making);
      },
    },
    {
      name: 'kindlab_pool_size',
      help: 'Environments that the pool is to keep warm',
      sample: (gauge) => gauge.set(pool().wished),
    },
    {
      name: 'kindlab_terminal_connections',
      help: 'Terminal sockets that are open',
      sample: (gauge) => gauge.set(connections()),
    },
  ];
}
