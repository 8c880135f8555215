import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { annotations } from '../world/names.ts';
import { proveRotation, type RotationFact } from '../world/prove-rotation.ts';
import type { Count } from '../world/customer.ts';
import type { Round } from '../world/rotate.ts';
import { shopWatches } from '../world/shop-deployment.ts';

export const rotation = defineCheck<RotationFact>({
  id: 'rotation',
  claim:
    'Two rotations in a row reach every pod, and a customer who asks five times a second loses no request',
  points: 5,
  needs: ['marked'],
  challenge: true,
  doing:
    'a customer of its own to ask the shop all the while, and two rotations to reach every pod; this takes a minute or two',
  deadlineMs: 400_000,
  watches: shopWatches,
  look: proveRotation,
  judge: (fact) => {
    const { before, byProbe, rounds, after } = fact;
    if (before === undefined || before.failed > 0) return unsteady(before);
    if (byProbe === false) return notByProbe;
    return rounds.map(judgeRound).find((verdict) => verdict !== undefined) ?? judgeCount(after);
  },
});

const customerLog =
  '`kubectl logs -n shop deploy/customer --tail=5` shows what a customer sees, second by second.';
const force =
  '`kubectl annotate externalsecret shop-db -n shop force-sync="$(date +%s)" --overwrite` starts a rotation whenever you like';

function unsteady(before: Count | undefined): Verdict {
  return differs('unsteady', {
    saw: `before anything was rotated, ${before === undefined ? 'there was no Service `shop` to ask' : lossOf(before)}`,
    wanted: 'a shop that answers every request',
    next: 'First the shop has to work by itself.',
    hints: [
      customerLog,
      '`kubectl get pods,endpointslices -n shop` shows who is ready and who stands behind the Service.',
      '`kubectl get service shop -n shop -o yaml` shows whom it sends requests to',
    ],
  });
}

const notByProbe = differs('not-by-probe', {
  saw: 'a test Deployment with the same annotation wasn’t reloaded when its Secret changed',
  wanted: 'a reloader that serves whoever asks for it',
  next: 'Whatever writes marks into your Deployment, it isn’t this reloader. Read its log.',
  hints: [
    '`kubectl logs -n reloader deploy/reloader --tail=20` shows what it does.',
    'It needs the cluster’s API, at the address that Kubernetes puts into its environment.',
    '`kubectl get deployment reloader -n reloader -o yaml` and compare it with the manifest of this exercise',
  ],
});

function judgeRound(round: Round): Verdict | undefined {
  if (round.arrivedMs === undefined) {
    return differs('no-next', {
      saw: 'ESO was asked for the next login, and none that it wrote came within 30 seconds',
      wanted: 'another user and password in the Secret',
      next: 'Without a new login there is nothing to rotate to.',
      hints: [
        '`kubectl describe externalsecret shop-db -n shop` ends with its events.',
        'Does the controller run (`kubectl get pods -n external-secrets`)?',
        force,
      ],
    });
  }
  if (round.reloadedMs === undefined) {
    return differs('not-reloaded', {
      saw: 'a new login was in the Secret, and 25 seconds later nobody had started a rollout',
      wanted: 'a rollout that the reloader starts within seconds',
      next: 'Pods read their environment when they start. Somebody has to start new ones.',
      hints: [
        '`kubectl logs -n reloader deploy/reloader --tail=20` shows what it noticed.',
        'Does the Deployment name the Secret that ESO writes? Does the reloader look at this namespace?',
        force,
      ],
    });
  }
  return judgeHand(round) ?? judgeRollout(round);
}

function judgeHand({ by }: Round): Verdict | undefined {
  if (by === undefined || by === 'reloader') return undefined;
  const restarted = by === 'rollout restart';
  return differs(restarted ? 'by-hand' : 'other-hand', {
    saw: restarted
      ? `the rollout was started by \`kubectl rollout restart\`: ${code(annotations.restartedAt)} changed`
      : 'the rollout was started by a mark that the reloader hasn’t written',
    wanted: 'a rollout that the reloader starts by itself',
    next: 'Stop what restarts the shop: at night nobody will.',
    hints: [
      '`kubectl get deployment shop -n shop -o yaml --show-managed-fields` tells who wrote what into the pod template.',
      'Look for loops and CronJobs: `jobs`, `kubectl get cronjobs -A`.',
      force,
    ],
  });
}

function judgeRollout({ rolledOutMs, previous, strangers = 0 }: Round): Verdict | undefined {
  if (rolledOutMs === undefined) {
    return differs('stuck', {
      saw: 'the rollout hadn’t ended 100 seconds after it began',
      wanted: 'new pods that are ready, and no old one left',
      next: 'Why aren’t the new pods ready, or why don’t the old ones go?',
      hints: [
        '`kubectl rollout status deployment/shop -n shop --timeout=10s` and `kubectl get pods -n shop` show how far it is.',
        'A new pod is ready when the database takes its login; an old one goes after `preStop` and what it has under way.',
        '`kubectl describe pods -n shop` and `kubectl logs -n shop deploy/shop` name the cause',
      ],
    });
  }
  if (previous === 'refused') {
    return differs('no-overlap', {
      saw: 'the old login had ended before the last old pod was gone',
      wanted: 'an old login that outlives the rollout',
      next: 'Until the last pod has changed over, the old login has to live. Don’t revoke leases to be tidy: they end by themselves.',
      hints: [
        '`vault list sys/leases/lookup/database/creds/app` shows the leases that live now.',
        'What ended it? Its TTL, its token, or somebody who revokes leases.',
        '`vault read database/roles/app` and `vault read auth/kubernetes/role/shop-app` show how long both live',
      ],
    });
  }
  if (strangers === 0) return undefined;
  return differs('old-login', {
    saw: 'all pods were new, and some were still connected by a user other than the Secret’s',
    wanted: 'every pod on the login that the Secret holds',
    next: 'From where do the pods take their login? A copy of it isn’t rotated with it.',
    hints: [
      '`kubectl get deployment shop -n shop -o yaml` shows where `DB_USERNAME` and `DB_PASSWORD` come from.',
      'Both have to come from the Secret `shop-db`, which ESO writes.',
      'Apply the manifest of the exercise before again, then the annotation.',
    ],
  });
}

function judgeCount(after: Count | undefined): Verdict {
  if (after?.failed === 0) return holds;
  return differs('lost', {
    saw: after === undefined ? 'nobody counted' : `during two rotations, ${lossOf(after)}`,
    wanted: 'an answer to every request',
    next: 'What does a customer meet who comes while a pod starts or goes?',
    hints: [
      customerLog,
      '`connection refused` and `broken off`: a pod went too early (`preStop`). `still warming up`: it was asked too early (readiness, or a Service that doesn’t heed it). `SQLSTATE`: its login was dead.',
      force,
    ],
  });
}

function lossOf({ asked, failed, failures }: Count): string {
  const reasons = Object.entries(failures)
    .map(([reason, times]) => `${String(times)} × ${reason}`)
    .slice(0, 3);
  return `${String(failed)} of ${String(asked)} requests failed (${reasons.join('; ')})`;
}
