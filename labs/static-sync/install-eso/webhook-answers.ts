import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { differs, holds, settling, type Difference } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { names } from '../world/names.ts';
import { lastingReasons, lookAtRollout, type RolloutFact } from '../world/rollout.ts';

interface WebhookFact {
  /** The API server asks a webhook before it takes a SecretStore. */
  readonly asked: boolean;
  /** It knows by which certificate to recognise the webhook. */
  readonly trusted: boolean;
  readonly rollout: RolloutFact;
}

const configuration = z.object({
  webhooks: z.array(z.object({ clientConfig: z.object({ caBundle: z.string().default('') }) })).default([]),
});

const ref = { apiVersion: 'admissionregistration.k8s.io/v1', plural: 'validatingwebhookconfigurations' };

export const webhookAnswers = defineCheck<WebhookFact>({
  id: 'eso-webhook',
  claim: 'New stores are accepted: ESO’s webhook answers, or is switched off',
  points: 1,
  needs: ['eso-controller'],
  watches: [{ apiVersion: 'apps/v1', plural: 'deployments' }, ref],
  look: async (probes, signal) => {
    const object = await probes.kubernetes.get({ ...ref, name: 'secretstore-validate' }, signal);
    const hooks = object === undefined ? [] : parseObject(configuration, object).webhooks;
    return {
      asked: hooks.length > 0,
      trusted: hooks.every(({ clientConfig }) => clientConfig.caBundle.length > 100),
      rollout: await lookAtRollout('external-secrets-webhook', probes, signal),
    };
  },
  judge: ({ asked, trusted, rollout: { found } }) => {
    if (!asked) return holds;
    if (found === undefined || found.wanted === 0) return differs('switched-off-by-half', off(found?.name));
    if (found.ready < found.wanted) {
      if (found.stuck || lastingReasons(found.waiting).length > 0)
        return differs('cannot-start', notReady(found));
      return settling('starting', {
        waitingFor:
          'the webhook to become ready; until then a new SecretStore is refused with “failed calling webhook”',
        untilMs: 180_000,
        episode: String(found.generation),
        overdue: notReady(found),
      });
    }
    if (trusted) return holds;
    return settling('certificate', {
      waitingFor: 'the webhook’s certificate, which the cert-controller is making',
      untilMs: 120_000,
      overdue: noCertificate,
    });
  },
});

function off(name = 'external-secrets-webhook'): Difference {
  return {
    saw: `the API server asks ESO’s webhook about every new store, and ${code(name)} has no pod`,
    wanted: 'a webhook that answers, or none at all',
    next: 'Scale the webhook up again; until then applying a store fails with “failed calling webhook”.',
    hints: [
      '`kubectl get deployments -n external-secrets` lists controller, webhook and cert-controller.',
      '`kubectl get validatingwebhookconfigurations` shows that the API server still asks it.',
      `\`kubectl scale deployment ${name} -n external-secrets --replicas=1\``,
    ],
  };
}

function notReady({ name, ready, wanted, waiting }: NonNullable<RolloutFact['found']>): Difference {
  return {
    saw: `${String(ready)} of ${String(wanted)} pods of ${code(name)} are ready${waiting.length > 0 ? `: ${codes(waiting)}` : ''}`,
    wanted: 'a webhook that answers',
    next: 'Ask Kubernetes why: `kubectl describe pods -n external-secrets`.',
    hints: [
      '`kubectl get pods -n external-secrets` shows the webhook’s pod and its state.',
      'The webhook waits for a certificate that the cert-controller makes: is that one running?',
      `\`kubectl logs -n ${names.operatorNamespace} deployment/${name} --tail=20\``,
    ],
  };
}

const noCertificate: Difference = {
  saw: 'the webhook runs, but the API server has no certificate to recognise it by',
  wanted: 'a `caBundle` in the ValidatingWebhookConfiguration `secretstore-validate`',
  next: 'Look after the cert-controller: it puts the certificate there.',
  hints: [
    'Three Deployments belong to ESO; the cert-controller looks after the certificate of the webhook.',
    '`kubectl get deployments -n external-secrets`: is `external-secrets-cert-controller` ready?',
    '`kubectl logs -n external-secrets deployment/external-secrets-cert-controller --tail=20`',
  ],
};
