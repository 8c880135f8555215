import type { EnvironmentProvider } from '#containers/contract/environment.ts';
import { FakeProvider, type FakeOptions, type FakeStep } from './fake-provider.ts';

/** Takes as long at every step as a bad day does. */
export function slowProvider(stepMs: number, options: FakeOptions = {}): EnvironmentProvider {
  return new FakeProvider({
    ...options,
    delaysMs: {
      network: stepMs,
      node: stepMs,
      'control-plane': stepMs,
      vault: stepMs,
      workspace: stepMs,
      ready: stepMs,
    },
  });
}

/** Reaches the given step and never gets past it; only an abort ends the creation. */
export function neverProvider(stuckAt: FakeStep, options: FakeOptions = {}): EnvironmentProvider {
  const longestTimerMs = 2 ** 31 - 1;
  return new FakeProvider({ ...options, delaysMs: { ...options.delaysMs, [stuckAt]: longestTimerMs } });
}

/** Works, but the named methods reject with the given error. */
export function failingProvider(
  error: Error,
  methods: readonly Exclude<keyof EnvironmentProvider, 'kind' | 'plan'>[],
  inner: EnvironmentProvider = new FakeProvider(),
): EnvironmentProvider {
  const orFail = async <T>(name: (typeof methods)[number], work: () => Promise<T>): Promise<T> => {
    if (methods.includes(name)) throw error;
    return work();
  };
  return {
    kind: inner.kind,
    plan: (spec, owner) => inner.plan(spec, owner),
    preflight: (signal) => orFail('preflight', () => inner.preflight(signal)),
    async *create(plan, signal) {
      await orFail('create', () => Promise.resolve());
      return yield* inner.create(plan, signal);
    },
    find: (owner, signal) => orFail('find', () => inner.find(owner, signal)),
    list: (signal) => orFail('list', () => inner.list(signal)),
    extendLease: (id, expiresAt, signal) =>
      orFail('extendLease', () => inner.extendLease(id, expiresAt, signal)),
    claim: (id, tenancy, signal) => orFail('claim', () => inner.claim(id, tenancy, signal)),
    park: (id, parking, signal) => orFail('park', () => inner.park(id, parking, signal)),
    unpark: (id, expiresAt, signal) => orFail('unpark', () => inner.unpark(id, expiresAt, signal)),
    destroy: (id, signal) => orFail('destroy', () => inner.destroy(id, signal)),
  };
}
