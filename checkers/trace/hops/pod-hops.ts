import { findCondition } from '../../objects/conditions.ts';
import type { ExternalSecret } from '../../objects/external-secret.ts';
import type { DeliveryFacts } from '../delivery-facts.ts';
import { useOf, type SecretUse, type TracedPod } from '../pod-use.ts';
import type { Hop } from '../secret-trace.ts';
import { sinceTime } from './store-hop.ts';

/** Why a container waits when waiting alone will not help. */
const stuck =
  /^(CreateContainer(Config)?Error|CrashLoopBackOff|ImagePullBackOff|ErrImage\w*|InvalidImageName|RunContainerError)$/;

/** The pods that use the Secret of an ExternalSecret, newest first. */
export function drawPods(each: ExternalSecret, facts: DeliveryFacts): readonly Hop[] {
  const namespace = each.metadata.namespace ?? '';
  const secret = each.spec.target.name || each.metadata.name;
  const changedAt = facts.secrets.get(`${namespace}/${secret}`)?.changedAt;
  return facts.pods
    .filter((pod) => pod.metadata.namespace === namespace)
    .flatMap((pod) => {
      const use = useOf(pod, secret);
      return use === undefined ? [] : [drawPod(pod, { use, changedAt }, facts)];
    })
    .sort((a, b) => (b.since ?? '').localeCompare(a.since ?? '') || a.name.localeCompare(b.name));
}

function drawPod(
  pod: TracedPod,
  { use, changedAt }: { readonly use: SecretUse; readonly changedAt: string | undefined },
  { warnings }: DeliveryFacts,
): Hop {
  const { namespace = '', name, uid } = pod.metadata;
  const error = warnings.get(uid)?.text;
  const told = stateOf(pod);
  const note = [use.asVariables && 'as variables', use.asFiles && 'as files'].filter(Boolean).join(' and ');
  const old = use.asVariables && isOlder(pod, changedAt) ? ', started before the Secret’s last change' : '';
  return {
    id: `pod/${namespace}/${name}`,
    name,
    ...told,
    ...sinceTime(
      findCondition(pod.status.conditions, 'Ready')?.lastTransitionTime ?? pod.status.startTime ?? '',
    ),
    note: note + old,
    ...(told.state === 'ready' || error === undefined ? {} : { error }),
    hashes: [],
  };
}

function stateOf({ metadata, status }: TracedPod): Pick<Hop, 'reason' | 'state'> {
  if (metadata.deletionTimestamp !== undefined) return { state: 'settling', reason: 'closing' };
  const waits = [...status.initContainerStatuses, ...status.containerStatuses].flatMap(({ state }) =>
    state.waiting === undefined ? [] : [state.waiting.reason],
  );
  const why = waits.find((reason) => stuck.test(reason));
  if (why !== undefined) return { state: 'failing', reason: why };
  if (status.phase === 'Failed') return { state: 'failing', reason: 'Failed' };
  const ready = findCondition(status.conditions, 'Ready')?.status === 'True' || status.phase === 'Succeeded';
  const reason = waits.find((one) => one !== '') ?? status.phase;
  return { state: ready ? 'ready' : 'settling', reason: reason === '' ? 'starting' : reason };
}

/** Variables are taken when a container starts. */
function isOlder({ status }: TracedPod, changedAt: string | undefined): boolean {
  const started = status.containerStatuses.flatMap(({ state }) => state.running?.startedAt ?? []);
  if (changedAt === undefined || started.length === 0) return false;
  return started.some((time) => Date.parse(time) < Date.parse(changedAt));
}
