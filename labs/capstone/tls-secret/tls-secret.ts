import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import { parseDuration } from '#checkers/objects/duration.ts';
import { differs, holds, settling, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { lookAtTls, type TlsFact } from '../world/certificate.ts';
import { esoApi, names, pollMs } from '../world/names.ts';

interface SecretFact {
  readonly tls?: TlsFact;
  readonly refreshSeconds: number;
}

const interval = z.object({ spec: z.object({ refreshInterval: z.string().default('1h') }) });
const wanted =
  'a Secret of type `kubernetes.io/tls` with a certificate of this Vault for `web.shop.svc`, and its key';
const hints: Hints = [
  "`kubectl describe externalsecret shop-tls -n shop` shows the last events; the certificate itself: `kubectl get secret shop-tls -n shop -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -text`",
  'Vault answers with the keys `certificate`, `private_key` and `issuing_ca`; `spec.target.template` makes `tls.crt` and `tls.key` of them, and `template.type` sets the type.',
  '`kubectl edit externalsecret shop-tls -n shop`; a type can’t be changed, so `kubectl delete secret shop-tls -n shop` lets ESO make it anew',
];

export const tlsSecret = defineCheck<SecretFact>({
  id: 'tls-secret',
  claim: 'Secret `shop-tls` has a certificate from Vault that is replaced before it ends',
  points: 3,
  needs: ['certificate-request'],
  watches: [
    { apiVersion: 'v1', plural: 'secrets', namespace: names.namespace },
    { apiVersion: esoApi, plural: 'externalsecrets', namespace: names.namespace },
  ],
  pollMs,
  look: async (probes, signal) => {
    const ref = {
      apiVersion: esoApi,
      plural: 'externalsecrets',
      namespace: names.namespace,
      name: names.tls,
    };
    const [tls, object] = await Promise.all([lookAtTls(probes, signal), probes.kubernetes.get(ref, signal)]);
    const text = interval.safeParse(object).data?.spec.refreshInterval ?? '1h';
    return { ...(tls === undefined ? {} : { tls }), refreshSeconds: (parseDuration(text) ?? 0) / 1000 };
  },
  judge: ({ tls, refreshSeconds }) => {
    if (tls === undefined) {
      const next = 'Read the events of the ExternalSecret.';
      const overdue = { saw: 'there is no Secret `shop-tls`', wanted, next, hints };
      return settling('absent', { waitingFor: 'ESO to fetch a certificate', untilMs: 30_000, overdue });
    }
    const { certificate } = tls;
    if (certificate === undefined) {
      const next = 'Map what Vault answers in a template.';
      return differs('no-certificate', { saw: '`tls.crt` holds no certificate', wanted, next, hints });
    }
    if (tls.type !== 'kubernetes.io/tls') {
      return differs('other-type', {
        saw: `the Secret is of type ${code(tls.type)}`,
        wanted,
        next: 'Set `template.type`.',
        hints,
      });
    }
    if (!certificate.byVault || !certificate.known) {
      const saw = certificate.byVault
        ? 'Vault doesn’t list the serial number of this certificate'
        : 'the certificate wasn’t signed by the root in this Vault';
      return differs('foreign', { saw, wanted, next: 'Let Vault issue it, through the generator.', hints });
    }
    if (!certificate.fits) {
      return differs('other-host', {
        saw: `the certificate is for ${code(certificate.names)}`,
        wanted,
        next: 'Set `common_name` in the parameters.',
        hints,
      });
    }
    if (!certificate.matchesKey) {
      const next = 'Certificate and key have to come from the same answer.';
      return differs('other-key', {
        saw: '`tls.key` isn’t the key of this certificate',
        wanted,
        next,
        hints,
      });
    }
    if (refreshSeconds > 0 && refreshSeconds < certificate.lifetimeSeconds && certificate.secondsLeft > 0)
      return holds;
    return differs('ends-first', {
      saw: `the certificate lives ${String(Math.round(certificate.lifetimeSeconds / 60))} minutes and is fetched every ${String(Math.round(refreshSeconds / 60))}`,
      wanted: 'an interval shorter than the lifetime',
      next: 'Shorten `refreshInterval`, or ask for a longer `ttl`.',
      hints,
    });
  },
});
