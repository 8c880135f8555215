import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds, settling, type Difference, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { Group } from './causes.ts';
import { findTrouble } from './find-trouble.ts';
import {
  incidentLookMs,
  incidentPollMs,
  incidentWatches,
  lookAtIncident,
  type AppFact,
  type IncidentFact,
} from './incident.ts';
import { judgeArrivals } from './judge-arrivals.ts';
import { names } from './names.ts';
import { changeValues, changeValuesMs, type Arrival } from './nonces.ts';
import { faultsOf } from './attempt.ts';
import { tellTrouble } from './trouble.ts';

/** ESO waits longer after each failure: up to 7 minutes. */
const longestBackOffMs = 7 * 60_000 + 30_000;
const healMs = 20_000;

interface GroupTexts {
  /** What the four have in common; goes on from “The four ExternalSecrets …”. */
  readonly whose: string;
}

/** Three claims about the ExternalSecrets of one group: synced, complete, and alive. */
export function groupChecks(group: Group, { whose }: GroupTexts): readonly Check[] {
  const look = {
    watches: incidentWatches,
    pollMs: incidentPollMs,
    deadlineMs: incidentLookMs,
    look: lookAtIncident,
  };
  return [
    defineCheck<IncidentFact>({
      ...look,
      id: `${group}-synced`,
      claim: `The four ExternalSecrets ${whose} are \`SecretSynced\``,
      points: 3,
      judge: (fact) => judgeSynced(ofGroup(fact, group), fact),
    }),
    defineCheck<IncidentFact>({
      ...look,
      id: `${group}-whole`,
      claim: `The Secrets of the four ${whose} have every key of the inventory, with Vault’s values`,
      points: 2,
      needs: [`${group}-synced`],
      judge: (fact) => judgeWhole(ofGroup(fact, group)),
    }),
    defineCheck<{ readonly arrivals: readonly Arrival[] }>({
      id: `${group}-alive`,
      claim: `A value that changes in Vault arrives in the Secrets of the four ${whose}`,
      points: 2,
      needs: [`${group}-whole`],
      challenge: true,
      doing: 'four values to arrive that were just changed in Vault; yours come back afterwards',
      deadlineMs: changeValuesMs,
      watches: incidentWatches,
      look: async (probes, signal) => {
        const ids = [...faultsOf(probes)].filter(([, fault]) => fault.group === group).map(([id]) => id);
        return { arrivals: await changeValues(ids, probes, signal) };
      },
      judge: ({ arrivals }) => judgeArrivals(arrivals),
    }),
  ];
}

function ofGroup({ apps }: IncidentFact, group: Group): readonly AppFact[] {
  return apps.filter(({ fault }) => fault?.group === group);
}

export function judgeSynced(apps: readonly AppFact[], world: IncidentFact): Verdict {
  const troubles = apps.map((app) => ({ app, trouble: findTrouble(app, world) }));
  const [first, ...others] = troubles.filter(({ trouble }) => trouble !== undefined);
  if (first?.trouble !== undefined) {
    const told = tellTrouble(first.trouble, first.app.id);
    const also = others.length === 0 ? '' : `. Not right either: ${codes(others.map(({ app }) => app.id))}`;
    return differs(first.trouble.kind, { ...told, saw: told.saw + also });
  }
  const lost = apps.find(
    ({ original, entry }) => original === false && entry.state === 'present' && !entry.testing,
  );
  if (lost !== undefined) return valuesLost(lost);
  const late = apps.filter((app) => !isSynced(app));
  return late.length === 0 ? holds : notTriedAgain(late);
}

function isSynced({ externalSecret: found }: AppFact): boolean {
  return (
    found?.ready?.reason === 'SecretSynced' &&
    found.ready.status === 'True' &&
    found.syncedGeneration === found.generation
  );
}

function notTriedAgain(late: readonly AppFact[]): Verdict {
  const ids = codes(late.map(({ id }) => id));
  const [namespace = '', name = ''] = late[0]?.id.split('/') ?? [];
  const force = `kubectl annotate externalsecret ${name} -n ${namespace} force-sync="$(date +%s)" --overwrite`;
  return settling('not-tried-again', {
    waitingFor: `ESO to try again with ${ids}. They look right now, and ESO waits longer after each failure, up to 7 minutes. At once: \`${force}\``,
    untilMs: longestBackOffMs,
    episode: late.map(({ id, externalSecret }) => `${id} ${String(externalSecret?.generation)}`).join(),
    overdue: {
      saw: `${ids}: not \`SecretSynced\`, though store, entry and spec look right`,
      wanted: 'reason `SecretSynced`',
      next: `Make ESO try at once, then read its events: \`${force}\``,
      hints: [
        `\`kubectl describe externalsecret ${name} -n ${namespace}\` ends with events that say what went wrong.`,
        'Does the controller run (`kubectl get pods -n external-secrets`), and is the store Valid?',
        `\`${force}\``,
      ],
    },
  });
}

function valuesLost({ id }: AppFact): Verdict {
  return differs('values-lost', {
    saw: `${code(id)}: the entry in Vault no longer has the values that it had on Monday morning`,
    wanted: 'the original values; the database knows no others',
    next: 'Bring the original version back instead of writing a new one.',
    hints: [
      `\`vault kv metadata get -mount=secret ${id}\` lists the versions.`,
      'An older version can be read with `-version`, brought back from deletion with `undelete`, and made the newest with `rollback`.',
      `\`vault kv rollback -mount=secret -version=1 ${id}\` (after \`vault kv undelete -mount=secret -versions=1 ${id}\`, if version 1 is deleted)`,
    ],
  });
}

/** Every Secret has the keys of the inventory with Vault's bytes, and belongs to its ExternalSecret. */
export function judgeWhole(apps: readonly AppFact[]): Verdict {
  const testing = apps.find(({ entry }) => entry.state === 'present' && entry.testing);
  if (testing !== undefined) {
    return settling('testing', {
      waitingFor: 'a check that tries another value in Vault for a moment and then puts yours back',
      untilMs: 120_000,
      overdue: otherValues(testing, ['password']),
    });
  }
  for (const app of apps) {
    const found = judgeSecret(app);
    if (found !== undefined) return found;
  }
  return holds;
}

function judgeSecret(app: AppFact): Verdict | undefined {
  const { id, secret, entry, externalSecret } = app;
  const episode = `${id} ${String(externalSecret?.generation)}`;
  const waitingFor = `ESO to bring the Secret of ${code(id)} in line with Vault`;
  if (secret === undefined) {
    return settling('no-secret', { waitingFor, untilMs: healMs, episode, overdue: noSecret(app) });
  }
  if (secret.owner?.uid !== externalSecret?.uid) {
    return settling('not-owned', { waitingFor, untilMs: healMs, episode, overdue: notOwned(app) });
  }
  const wrong = names.keys.filter(
    (key) => entry.state !== 'present' || secret.digests[key] !== entry.digests[key],
  );
  if (wrong.length === 0) return undefined;
  return settling('other-values', { waitingFor, untilMs: healMs, episode, overdue: otherValues(app, wrong) });
}

function noSecret(app: AppFact): Difference {
  const [namespace = '', name = ''] = app.id.split('/');
  return {
    saw: `${code(app.id)}: there is no Secret ${code(`${name}-credentials`)}`,
    wanted: 'the Secret that ESO writes',
    next: 'Make ESO sync, then read its events.',
    hints: [
      `\`kubectl get secrets -n ${namespace}\``,
      'ESO makes a deleted Secret again within seconds, when it owns it and the controller runs.',
      `\`kubectl annotate externalsecret ${name} -n ${namespace} force-sync="$(date +%s)" --overwrite\``,
    ],
  };
}

function notOwned(app: AppFact): Difference {
  const [namespace = '', name = ''] = app.id.split('/');
  return {
    saw: `${code(app.id)}: its Secret doesn’t belong to the ExternalSecret`,
    wanted: 'a Secret that ESO made, and looks after',
    next: 'Delete the Secret; ESO makes it again as its own.',
    hints: [
      `\`kubectl get secret ${name}-credentials -n ${namespace} -o jsonpath='{.metadata.ownerReferences}'\``,
      'A Secret that was made by hand has no owner.',
      `\`kubectl delete secret ${name}-credentials -n ${namespace}\``,
    ],
  };
}

function otherValues(app: AppFact, wrong: readonly string[]): Difference {
  const [namespace = '', name = ''] = app.id.split('/');
  return {
    saw: `${code(app.id)}: ${codes(wrong)} in its Secret isn’t what Vault has`,
    wanted: 'the same bytes on both sides, for all three keys',
    next: 'Change nothing in the Secret: what you edit there, ESO overwrites. Make ESO sync.',
    hints: [
      `Compare without showing: \`vault kv get -mount=secret -field=password ${app.id} | sha256sum\` and \`kubectl get secret ${name}-credentials -n ${namespace} -o jsonpath='{.data.password}' | base64 -d | sha256sum\``,
      'Is a key missing? Then `spec.data` doesn’t fetch it.',
      `\`kubectl annotate externalsecret ${name} -n ${namespace} force-sync="$(date +%s)" --overwrite\``,
    ],
  };
}
