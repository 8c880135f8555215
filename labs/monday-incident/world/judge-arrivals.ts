import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { Arrival } from './nonces.ts';

const wanted = 'the value that Vault has now, written by ESO';

/** Every change has to arrive, and to arrive through ESO. */
export function judgeArrivals(arrivals: readonly Arrival[]): Verdict {
  const interrupted = arrivals.find((each) => each.interrupted);
  if (interrupted !== undefined) return busy(interrupted.id);
  const lost = arrivals.filter(({ arrived }) => !arrived).map(({ id }) => id);
  if (lost.length > 0) return notArrived(lost);
  const foreign = arrivals.find(({ refreshed, byEso }) => !refreshed || !byEso);
  return foreign === undefined ? holds : otherHand(foreign.id);
}

function busy(id: string): Verdict {
  return differs('interrupted', {
    saw: `somebody wrote the entry ${code(id)} in Vault while this was being tried`,
    wanted: 'a few seconds without another change',
    next: 'Check again.',
    hints: [
      'This check changes values in Vault, and somebody else changed one at the same moment.',
      `\`vault kv metadata get -mount=secret ${id}\` lists the versions with their times.`,
      'Stop what writes there, then press Check again.',
    ],
  });
}

function notArrived(ids: readonly string[]): Verdict {
  const [namespace = '', name = ''] = ids[0]?.split('/') ?? [];
  return differs('not-arrived', {
    saw: `${codes(ids)}: the password was changed in Vault, and the Secret still had the old one 30 seconds later`,
    wanted,
    next: 'A condition that says `SecretSynced` is no proof. Does the controller run, and does it look after these?',
    hints: [
      '`kubectl get pods -n external-secrets`, then `kubectl get externalsecrets -A`: when was the last sync?',
      'Compare `status.refreshTime` with the time of your last change.',
      `\`kubectl annotate externalsecret ${name} -n ${namespace} force-sync="$(date +%s)" --overwrite\`, then \`kubectl describe externalsecret ${name} -n ${namespace}\``,
    ],
  });
}

function otherHand(id: string): Verdict {
  const [namespace = '', name = ''] = id.split('/');
  return differs('other-hand', {
    saw: `${code(id)}: the changed value arrived, but it wasn’t ESO who brought it`,
    wanted,
    next: 'Something else copies values into this Secret. Stop it, and let ESO do it.',
    hints: [
      `\`kubectl get secret ${name}-credentials -n ${namespace} -o yaml --show-managed-fields\` shows who wrote it.`,
      'Compare `managedFields[].manager` and `.time` with `status.refreshTime` of the ExternalSecret.',
      `Stop the loop or job that writes it, then \`kubectl delete secret ${name}-credentials -n ${namespace}\`.`,
    ],
  });
}
