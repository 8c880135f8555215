import { randomBytes } from 'node:crypto';
import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { tryLogin, type LoginFact } from '../../shared/kubernetes-login.ts';
import { createServiceAccount, requestToken, serviceAccountRef } from '../../shared/service-account.ts';
import { probePrefix } from '../../shared/sync-place.ts';
import { names } from '../world/names.ts';

const tidyUpMs = 10_000;

export const authAnswers = defineCheck<LoginFact>({
  id: 'auth-answers',
  claim: 'Vault asks this cluster, and believes it: a test role lets a test account in',
  points: 3,
  needs: ['auth-config', 'reviewer-may'],
  challenge: true,
  doing: 'a test account to log in with a test role; both are removed afterwards',
  deadlineMs: 30_000,
  watches: [],
  look: tryTestLogin,
  judge: (fact) => {
    if (fact.state === 'let-in') return holds;
    return differs('refused', {
      saw: `a login with a genuine token was refused: ${String(fact.status)}${fact.said === '' ? '' : ` ${code(fact.said)}`}`,
      wanted: 'the token accepted: the cluster itself vouches for it',
      next: 'Address and authority look right. Is the reviewer’s token that of `vault-reviewer`, whole, and not expired?',
      hints: [
        'Vault answers `permission denied` whether it couldn’t reach the API server or wasn’t allowed to ask it; the reason stands in Vault’s own log, not in the answer.',
        'Two things can still be wrong: the port in `kubernetes_host`, and whose token `token_reviewer_jwt` is. A token can be read without its key: its middle part is base64, and `sub` says whose it is.',
        '`vault write auth/kubernetes/config ...` with a new token: `token_reviewer_jwt="$(kubectl create token vault-reviewer -n vault-auth --duration=24h)"`',
      ],
    });
  },
});

/** A service account and a role that nobody could have prepared. */
async function tryTestLogin(probes: Probes, signal: AbortSignal): Promise<LoginFact> {
  const { challenger } = probes;
  const name = probePrefix + randomBytes(4).toString('hex');
  const account = { namespace: names.namespace, name };
  const role = `auth/${names.mount}/role/${name}`;
  try {
    await createServiceAccount(account, probes, signal);
    const body = {
      bound_service_account_names: [name],
      bound_service_account_namespaces: [account.namespace],
      token_no_default_policy: true,
      token_ttl: '1m',
    };
    await challenger.vaultWrite(role, body, signal);
    const jwt = await requestToken(account, {}, probes, signal);
    return await tryLogin({ mount: names.mount, role: name, jwt, paths: [] }, probes, signal);
  } finally {
    const within = AbortSignal.timeout(tidyUpMs);
    await Promise.all([
      challenger.vaultDelete(role, within),
      challenger.delete(serviceAccountRef(account), within),
    ]);
  }
}
