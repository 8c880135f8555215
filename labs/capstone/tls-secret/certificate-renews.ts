import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { waitUntil } from '../../static-sync/world/wait-until.ts';
import { lookAtTls, tlsRef } from '../world/certificate.ts';
import { esoApi, lookAgain, names } from '../world/names.ts';

interface RenewalFact {
  /** Another certificate of this Vault arrived. */
  readonly renewed: boolean;
  /** The API server's records say that ESO wrote it. */
  readonly byEso: boolean;
}

const waitMs = 30_000;
const tidyUpMs = 10_000;
const manager = `externalsecrets.external-secrets.io/${names.tls}`;
const ref = { apiVersion: esoApi, plural: 'externalsecrets', namespace: names.namespace, name: names.tls };
const hints: Hints = [
  '`kubectl get externalsecret shop-tls -n shop`: when was the last sync?',
  'Who wrote the Secret? `kubectl get secret shop-tls -n shop -o yaml --show-managed-fields`',
  '`kubectl annotate externalsecret shop-tls -n shop force-sync="$(date +%s)" --overwrite`, then compare the serial numbers',
];

export const certificateRenews = defineCheck<RenewalFact>({
  id: 'certificate-renews',
  claim: 'When ESO refreshes, another certificate of this Vault arrives',
  points: 3,
  needs: ['tls-secret'],
  challenge: true,
  doing: 'ESO to fetch a new certificate, as it will when the interval is over',
  deadlineMs: 60_000,
  watches: [],
  look: renew,
  judge: ({ renewed, byEso }) => {
    if (renewed && byEso) return holds;
    if (renewed) {
      const next = 'Something else writes this Secret. Stop it, and let ESO do it.';
      return differs('other-hand', {
        saw: 'a new certificate arrived, but it wasn’t ESO who wrote it',
        wanted: 'a Secret that ESO writes',
        next,
        hints,
      });
    }
    return differs('same-certificate', {
      saw: 'ESO was asked to refresh, and 30 seconds later the old certificate is still there',
      wanted: 'a new certificate, with a serial number that Vault knows',
      next: 'Look at the events of the ExternalSecret.',
      hints,
    });
  },
});

async function renew(probes: Probes, signal: AbortSignal): Promise<RenewalFact> {
  const before = (await lookAtTls(probes, signal))?.certificate?.serial;
  const nudge = (value: string | null, within: AbortSignal) =>
    probes.challenger.mergePatch(ref, { metadata: { annotations: { [lookAgain]: value } } }, within);
  await nudge(String(probes.now().getTime()), signal);
  try {
    const found = await waitUntil(waitMs, signal, async () => {
      const certificate = (await lookAtTls(probes, signal))?.certificate;
      const renewed =
        certificate !== undefined &&
        certificate.serial !== before &&
        certificate.byVault &&
        certificate.known;
      return renewed ? true : undefined;
    });
    return { renewed: found !== undefined, byEso: await wroteEso(probes, signal) };
  } finally {
    await nudge(null, AbortSignal.timeout(tidyUpMs));
  }
}

async function wroteEso({ kubernetes }: Probes, signal: AbortSignal): Promise<boolean> {
  const object = await kubernetes.get(tlsRef, signal);
  if (object === undefined) return false;
  const writers = summariseSecret(object).writers.filter(({ keys }) => keys.includes('tls.crt'));
  return writers.length > 0 && writers.every((writer) => writer.manager === manager);
}
