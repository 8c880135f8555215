import type { Step } from '#containers/contract/bundle.ts';
import type { Environment, EnvironmentProvider, Shell } from '#containers/contract/environment.ts';
import type { MetricSet } from './metric-set.ts';

type Creation = ReturnType<EnvironmentProvider['create']>;

const states: readonly Environment['state'][] = [
  'abandoned',
  'broken',
  'creating',
  'interrupted',
  'parked',
  'ready',
];

/** The same provider, counting what goes through it: steps of creations, bytes of shells, environments by state. */
export function measuredProvider(provider: EnvironmentProvider, metrics: MetricSet): EnvironmentProvider {
  const measured = (environment: Environment): Environment => ({
    ...environment,
    openShell: async (request, signal) => {
      const shell = await environment.openShell(request, signal);
      metrics.shellsOpened.inc();
      return measuredShell(shell, metrics);
    },
  });
  return {
    kind: provider.kind,
    preflight: (signal) => provider.preflight(signal),
    plan: (spec, owner) => provider.plan(spec, owner),
    create: async function* (plan, signal) {
      return measured(yield* measuredCreation(provider.create(plan, signal), metrics));
    },
    find: async (owner, signal) => {
      const found = await provider.find(owner, signal);
      return found && measured(found);
    },
    list: async (signal) => {
      const found = await provider.list(signal);
      for (const state of states) {
        metrics.environments.set({ state }, found.filter((each) => each.state === state).length);
      }
      return found.map(measured);
    },
    extendLease: (id, expiresAt, signal) => provider.extendLease(id, expiresAt, signal),
    claim: async (id, tenancy, signal) => measured(await provider.claim(id, tenancy, signal)),
    ...(provider.keep === undefined ? {} : { keep: provider.keep.bind(provider) }),
    ...(provider.disk === undefined ? {} : { disk: provider.disk }),
    ...(provider.uphold === undefined ? {} : { uphold: provider.uphold.bind(provider) }),
    park: async (id, parking, signal) => measured(await provider.park(id, parking, signal)),
    unpark: async (id, expiresAt, signal) => measured(await provider.unpark(id, expiresAt, signal)),
    destroy: (id, signal) => provider.destroy(id, signal),
  };
}

/** The same creation, looked at as it passes by. */
function measuredCreation(creation: Creation, { environmentStep }: MetricSet): Creation {
  const seen = new Set<string>();
  const look = (step: Step): void => {
    const seconds = secondsOf(step);
    if (seconds === undefined || seen.has(step.id)) return;
    seen.add(step.id);
    environmentStep.observe({ step: step.id, outcome: step.state }, seconds);
  };
  return {
    next: async () => {
      const next = await creation.next();
      if (next.done !== true) next.value.steps.forEach(look);
      return next;
    },
    return: (value) => creation.return(value),
    throw: (error) => creation.throw(error),
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: () => creation[Symbol.asyncDispose](),
  };
}

/** `undefined` while the step is not over. */
function secondsOf({ startedAt, endedAt }: Step): number | undefined {
  if (startedAt === undefined || endedAt === undefined) return undefined;
  return (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
}

function measuredShell(shell: Shell, { terminalBytes }: MetricSet): Shell {
  return {
    onData: (listener) => {
      shell.onData((chunk) => {
        terminalBytes.inc({ direction: 'out' }, chunk.length);
        listener(chunk);
      });
    },
    onClose: (listener) => shell.onClose(listener),
    write: (data) => {
      terminalBytes.inc({ direction: 'in' }, data.length);
      shell.write(data);
    },
    resize: (cols, rows) => shell.resize(cols, rows),
    pause: () => shell.pause(),
    resume: () => shell.resume(),
    detach: () => shell.detach(),
  };
}
