import { randomBytes } from 'node:crypto';
import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import {
  createServiceAccount,
  serviceAccountRef,
  type ServiceAccount,
} from '../../shared/service-account.ts';
import { probePrefix } from '../../shared/sync-place.ts';
import { application, names, namesake } from '../world/names.ts';
import { tryRole } from '../world/try-application.ts';

interface Attempt {
  readonly who: string;
  readonly letIn: boolean;
  readonly status: number;
}

interface OutsidersFact {
  /** The application itself: as long as it gets in, a refusal of others means something. */
  readonly control: boolean;
  readonly attempts: readonly Attempt[];
}

const tidyUpMs = 10_000;

export const othersStayOut = defineCheck<OutsidersFact>({
  id: 'others-stay-out',
  claim: 'Nobody else gets in: neither another account of `lab3`, nor a namesake in another namespace',
  points: 3,
  needs: ['reads-just-that'],
  challenge: true,
  doing: 'three service accounts to try the door that isn’t theirs, and yours once more',
  deadlineMs: 40_000,
  watches: [],
  look: lookAtOutsiders,
  judge: ({ control, attempts }) => {
    const intruder = attempts.find(({ letIn }) => letIn);
    if (intruder !== undefined) {
      return differs('let-in', {
        saw: `${code(intruder.who)} logged in with role \`myapp\``,
        wanted: 'a refusal with 403',
        next: 'Bind the role to one service account in one namespace.',
        hints: [
          '`vault read auth/kubernetes/role/myapp` shows whom the role lets in.',
          'Both lists have to match: name and namespace. A namesake elsewhere passes the first and must fail the second.',
          '`vault write auth/kubernetes/role/myapp bound_service_account_names=myapp bound_service_account_namespaces=lab3 token_policies=myapp-read token_ttl=10m`',
        ],
      });
    }
    if (control && attempts.every(({ status }) => status === 403)) return holds;
    return differs('all-refused', {
      saw: control
        ? 'others were refused, but not because of who they are'
        : 'everybody was refused, `myapp` too',
      wanted: '`myapp` let in, everybody else refused with 403',
      next: 'A door that opens for nobody is no proof. Look at the login of `myapp` first.',
      hints: [
        'Log in as the pod would: `vault write auth/kubernetes/login role=myapp jwt="$(kubectl create token myapp -n lab3)"`',
        'If that fails now and didn’t a moment ago, somebody changed role or configuration while this check ran.',
        'Press Check again.',
      ],
    });
  },
});

async function lookAtOutsiders(probes: Probes, signal: AbortSignal): Promise<OutsidersFact> {
  const { challenger, kubernetes } = probes;
  const stranger = { namespace: names.namespace, name: probePrefix + randomBytes(4).toString('hex') };
  const made: ServiceAccount[] = [];
  try {
    for (const account of [stranger, namesake]) {
      if ((await kubernetes.get(serviceAccountRef(account), signal)) !== undefined) continue;
      made.push(account);
      await createServiceAccount(account, probes, signal);
    }
    const attempts: Attempt[] = [];
    for (const account of [{ namespace: names.namespace, name: 'default' }, stranger, namesake]) {
      const fact = await tryRole(account, {}, probes, signal);
      const who = `${account.namespace}/${account === stranger ? 'a new account' : account.name}`;
      attempts.push({
        who,
        letIn: fact.state === 'let-in',
        status: fact.state === 'let-in' ? 200 : fact.status,
      });
    }
    const control = await tryRole(application, {}, probes, signal);
    return { control: control.state === 'let-in', attempts };
  } finally {
    const within = AbortSignal.timeout(tidyUpMs);
    await Promise.all(made.map((account) => challenger.delete(serviceAccountRef(account), within)));
  }
}
