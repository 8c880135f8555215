import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { waitUntil } from '../../static-sync/world/wait-until.ts';
import { lookAgain, pollMs } from '../world/names.ts';
import { lookAtPush, pushRef } from '../world/push.ts';

interface OnceFact {
  /** ESO has pushed again since it was asked to. */
  readonly pushed: boolean;
  readonly before: number;
  readonly after: number;
}

const waitMs = 30_000;
const tidyUpMs = 10_000;
const hints: Hints = [
  '`vault kv metadata get -mount=secret shop/db-admin` lists versions: each one is a password that was replaced.',
  'The field is `spec.updatePolicy` of the PushSecret; without it ESO replaces.',
  '`kubectl patch pushsecret db-admin -n shop --type merge -p \'{"spec":{"updatePolicy":"IfNotExists"}}\'`',
];

export const pushedOnce = defineCheck<OnceFact>({
  id: 'pushed-once',
  claim: 'The password stays the same when ESO pushes again',
  points: 3,
  needs: ['password-pushed'],
  challenge: true,
  doing: 'ESO to push again, as it will when the interval is over',
  deadlineMs: 60_000,
  watches: [],
  pollMs,
  look: pushAgain,
  judge: ({ pushed, before, after }) => {
    if (!pushed) {
      const next = 'Does the controller run? `kubectl get pods -n external-secrets`';
      return differs('not-pushed-again', {
        saw: 'ESO was asked to push again, and didn’t within 30 seconds',
        wanted: 'another push',
        next,
        hints,
      });
    }
    if (before === after) return holds;
    return differs('replaced', {
      saw: `the push made version ${String(after)} of the entry: the password in use is no longer the one in Vault`,
      wanted: 'the version that was there',
      next: 'Push only where there is nothing yet.',
      hints,
    });
  },
});

async function pushAgain(probes: Probes, signal: AbortSignal): Promise<OnceFact> {
  const { push, entry } = await lookAtPush(probes, signal);
  const nudge = (value: string | null, within: AbortSignal) =>
    probes.challenger.mergePatch(pushRef, { metadata: { annotations: { [lookAgain]: value } } }, within);
  // Times in Kubernetes are whole seconds: a second one within the same would look like none.
  await waitUntil(2000, signal, () => Promise.resolve(isOlder(push?.refreshTime, probes) ? true : undefined));
  await nudge(String(probes.now().getTime()), signal);
  try {
    const found = await waitUntil(waitMs, signal, async () => {
      const again = await lookAtPush(probes, signal);
      return again.push?.refreshTime === push?.refreshTime ? undefined : again;
    });
    return {
      pushed: found !== undefined,
      before: entry?.version ?? 0,
      after: found?.value.entry?.version ?? 0,
    };
  } finally {
    await nudge(null, AbortSignal.timeout(tidyUpMs));
  }
}

function isOlder(time: string | null | undefined, { now }: Probes): boolean {
  return now().getTime() - Date.parse(time ?? '1970-01-01T00:00:00Z') > 1100;
}
