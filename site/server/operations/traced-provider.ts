import { context, trace, type Context } from '@opentelemetry/api';
import type { Step } from '#containers/contract/bundle.ts';
import type { EnvironmentProvider, Plan } from '#containers/contract/environment.ts';
import { fail, inSpan } from './in-span.ts';
import { tracer } from './tracing.ts';

/** The same provider, with a span for each thing it does, and for each step of a creation. */
export function tracedProvider(provider: EnvironmentProvider): EnvironmentProvider {
  return {
    kind: provider.kind,
    preflight: (signal) => inSpan({ name: 'environment.preflight' }, () => provider.preflight(signal)),
    plan: (spec, owner) => provider.plan(spec, owner),
    create: (plan, signal) => tracedCreation(provider, plan, signal),
    find: (owner, signal) => inSpan({ name: 'environment.find' }, () => provider.find(owner, signal)),
    list: (signal) => inSpan({ name: 'environment.list' }, () => provider.list(signal)),
    extendLease: (id, expiresAt, signal) =>
      inSpan({ name: 'environment.extendLease', attributes: { 'kindlab.environment': id } }, () =>
        provider.extendLease(id, expiresAt, signal),
      ),
    claim: (id, tenancy, signal) =>
      inSpan({ name: 'environment.claim', attributes: { 'kindlab.environment': id } }, () =>
        provider.claim(id, tenancy, signal),
      ),
    ...(provider.keep === undefined
      ? {}
      : {
          keep: (id, signal) =>
            inSpan({ name: 'environment.keep', attributes: { 'kindlab.environment': id } }, async () =>
              provider.keep?.(id, signal),
            ),
        }),
    ...(provider.disk === undefined ? {} : { disk: provider.disk }),
    ...(provider.uphold === undefined
      ? {}
      : {
          uphold: (signal) => inSpan({ name: 'environment.uphold' }, async () => provider.uphold?.(signal)),
        }),
    park: (id, parking, signal) =>
      inSpan(
        {
          name: 'environment.park',
          attributes: { 'kindlab.environment': id, 'kindlab.parking.depth': parking.depth },
        },
        () => provider.park(id, parking, signal),
      ),
    unpark: (id, expiresAt, signal) =>
      inSpan({ name: 'environment.unpark', attributes: { 'kindlab.environment': id } }, () =>
        provider.unpark(id, expiresAt, signal),
      ),
    destroy: (id, signal) =>
      inSpan({ name: 'environment.destroy', attributes: { 'kindlab.environment': id } }, () =>
        provider.destroy(id, signal),
      ),
  };
}

async function* tracedCreation(
  provider: EnvironmentProvider,
  plan: Plan,
  signal: AbortSignal,
): ReturnType<EnvironmentProvider['create']> {
  const attributes = { 'kindlab.environment': plan.id, 'kindlab.start_state': plan.spec.startState };
  const span = tracer.startSpan('environment.create', { attributes });
  const inside = trace.setSpan(context.active(), span);
  await using creation = provider.create(plan, signal);
  let steps: readonly Step[] = [];
  try {
    for (;;) {
      const next = await context.with(inside, () => creation.next());
      if (next.done === true) return next.value;
      ({ steps } = next.value);
      yield next.value;
    }
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    for (const step of steps) addStep(step, inside);
    span.end();
  }
}

/** Steps carry the times at which they began and ended. */
function addStep({ id, title, state, startedAt, endedAt }: Step, parent: Context): void {
  if (startedAt === undefined || endedAt === undefined) return;
  const attributes = { 'kindlab.step.title': title, 'kindlab.step.state': state };
  tracer
    .startSpan(`environment.create ${id}`, { startTime: new Date(startedAt), attributes }, parent)
    .end(new Date(endedAt));
}
