import { differs, holds, type Hints, type Verdict } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import type { SyncPlace } from './sync-place.ts';
import type { NonceRound } from './watch-nonces.ts';

const wanted = 'the value that Vault has now, written by ESO';

/** Every change has to arrive within 30 seconds, and to arrive through ESO. */
export function judgeNonceRounds(rounds: readonly NonceRound[], place: SyncPlace): Verdict {
  if (rounds.some(({ interrupted }) => interrupted)) return busy(place);
  const lost = rounds.find(({ arrivedMs }) => arrivedMs === undefined);
  if (lost !== undefined) return notArrived(lost.key, place);
  const foreign = rounds.find(({ refreshed, byEso }) => !refreshed || !byEso);
  if (foreign !== undefined) return otherHand(foreign, place);
  return rounds.some(({ byProbe }) => byProbe === false) ? onlyHere(place) : holds;
}

function busy({ mount, entry }: SyncPlace): Verdict {
  return differs('interrupted', {
    saw: 'somebody wrote the entry in Vault while this was being tried',
    wanted: 'a few seconds without another change',
    next: 'Check again.',
    hints: [
      'This check changes a value in Vault, and somebody else changed the entry at the same moment.',
      `\`vault kv metadata get -mount=${mount} ${entry}\` lists the versions with their times.`,
      'Stop what writes there, then press Check again.',
    ],
  });
}

function notArrived(key: string, { namespace, externalSecret, store }: SyncPlace): Verdict {
  const force = `\`kubectl annotate externalsecret ${externalSecret} -n ${namespace} force-sync="$(date +%s)" --overwrite\``;
  return differs('not-arrived', {
    saw: `${code(key)} was changed in Vault, and the Secret still had the old value 30 seconds later`,
    wanted,
    next: `Make ESO sync, then read its events: ${force}`,
    hints: [
      `\`kubectl get ${store.kind.toLowerCase()}s,externalsecrets -n ${namespace}\`: what does STATUS say on each line?`,
      `A store that is Valid can log in; what the login may read, its policy says. Events: \`kubectl describe externalsecret ${externalSecret} -n ${namespace}\``,
      `Put right what the events name, then: ${force}`,
    ],
  });
}

function otherHand({ refreshed }: NonceRound, place: SyncPlace): Verdict {
  return differs('other-hand', {
    saw: refreshed
      ? 'the changed value arrived, but it wasn’t ESO who wrote it'
      : 'the changed value arrived, though ESO hasn’t synced',
    wanted,
    next: 'Something else copies values into this Secret. Stop it, and let ESO do it.',
    hints: writerHints(place),
  });
}

function onlyHere(place: SyncPlace): Verdict {
  return differs('only-here', {
    saw: 'the changed value arrived in your Secret, but a test ExternalSecret with the same store got nothing of the kind',
    wanted,
    next: 'ESO doesn’t look after this namespace; something else writes your Secret.',
    hints: writerHints(place),
  });
}

function writerHints({ namespace, secret }: SyncPlace): Hints {
  return [
    `Who wrote the Secret? \`kubectl get secret ${secret} -n ${namespace} -o yaml --show-managed-fields\``,
    'Compare `managedFields[].manager` and `.time` with `status.refreshTime` of the ExternalSecret, and look whether the controller runs: `kubectl get pods -n external-secrets`',
    `Stop the loop or job that writes it, then \`kubectl delete secret ${secret} -n ${namespace}\`: ESO makes it again.`,
  ];
}
