import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import type { NonceRound } from '#labs/shared/watch-nonces.ts';

const wanted = 'the value that Vault has now, written by ESO';
const force = '`kubectl annotate externalsecret myapp-config -n lab1 force-sync="$(date +%s)" --overwrite`';

/** Every change has to arrive, and to arrive through ESO. */
export function judgeNonces(rounds: readonly NonceRound[], within: string): Verdict {
  const interrupted = rounds.find((round) => round.interrupted);
  if (interrupted !== undefined) return busy;
  const lost = rounds.find(({ arrivedMs }) => arrivedMs === undefined);
  if (lost !== undefined) return notArrived(lost.key, within);
  const foreign = rounds.find(({ refreshed, byEso }) => !refreshed || !byEso);
  if (foreign !== undefined) return otherHand(foreign);
  return rounds.some(({ byProbe }) => byProbe === false) ? onlyHere : holds;
}

const busy: Verdict = differs('interrupted', {
  saw: 'somebody wrote the entry in Vault while this was being tried',
  wanted: 'a few seconds without another change',
  next: 'Check again.',
  hints: [
    'This check changes a value in Vault, and somebody else changed the entry at the same moment.',
    '`vault kv metadata get -mount=secret myapp/config` lists the versions with their times.',
    'Stop what writes there, then press Check again.',
  ],
});

function notArrived(key: string, within: string): Verdict {
  return differs('not-arrived', {
    saw: `${code(key)} was changed in Vault, and the Secret still had the old value ${within} later`,
    wanted,
    next: `Make ESO sync, then read its events: ${force}`,
    hints: [
      '`kubectl get externalsecrets -n lab1`: what do STATUS and REFRESH INTERVAL say?',
      'Compare `status.refreshTime` with the time of your last change, and look whether the controller runs: `kubectl get pods -n external-secrets`',
      `Change a value yourself (\`vault kv patch -mount=secret myapp/config api_key=test\`), then: ${force}`,
    ],
  });
}

function otherHand({ refreshed }: NonceRound): Verdict {
  return differs('other-hand', {
    saw: refreshed
      ? 'the changed value arrived, but it wasn’t ESO who wrote it'
      : 'the changed value arrived, though ESO hasn’t synced',
    wanted,
    next: 'Something else copies values into this Secret. Stop it, and let ESO do it.',
    hints: [
      'Who wrote the Secret? `kubectl get secret myapp-config -n lab1 -o yaml --show-managed-fields`',
      'Compare `managedFields[].manager` and `.time` with `status.refreshTime` of the ExternalSecret.',
      'Stop the loop or job that writes it, then `kubectl delete secret myapp-config -n lab1`: ESO makes it again.',
    ],
  });
}

const onlyHere: Verdict = differs('only-here', {
  saw: 'the changed value arrived in your Secret, but a test ExternalSecret with the same store got nothing of the kind',
  wanted,
  next: 'ESO doesn’t look after this namespace; something else writes your Secret.',
  hints: [
    'Which ExternalSecrets does the controller look after? Its arguments and its log tell.',
    "`kubectl get deployment external-secrets -n external-secrets -o jsonpath='{.spec.template.spec.containers[0].args}'`: `--namespace` would limit it to one namespace.",
    '`helm upgrade external-secrets external-secrets/external-secrets -n external-secrets`, then `kubectl rollout restart deployment/external-secrets -n external-secrets`',
  ],
});
