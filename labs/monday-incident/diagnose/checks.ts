import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { readAnswers, type LearnerAnswers } from '#labs/shared/learner-answers.ts';
import { faultsOf } from '../world/attempt.ts';
import { causeIds, healthy, isCause, type Cause } from '../world/causes.ts';
import { apps, names } from '../world/names.ts';
import { looksGreen, signs } from './signs.ts';

interface DiagnosisFact extends LearnerAnswers {
  /** What this attempt put in, by id of the application. */
  readonly faults: Readonly<Record<string, Cause>>;
}

/** A ConfigMap's keys can't hold a slash. */
function questionOf(id: string): string {
  return id.replace('/', '.');
}

const look = {
  watches: [{ apiVersion: 'v1', plural: 'configmaps', namespace: names.incidentNamespace }],
  look: async (probes: Probes, signal: AbortSignal): Promise<DiagnosisFact> => {
    const place = { namespace: names.incidentNamespace, name: names.diagnosis };
    const faults = [...faultsOf(probes)].map(([id, { cause }]) => [id, cause] as const);
    return { ...(await readAnswers(probes, place, signal)), faults: Object.fromEntries(faults) };
  },
};

const edit = '`kubectl edit configmap diagnosis -n incident`';
const words = codes(causeIds.slice(0, 3));

const written = defineCheck<DiagnosisFact>({
  ...look,
  id: 'diagnosis-written',
  claim: 'ConfigMap `diagnosis` in `incident` has an answer for each of the sixteen ExternalSecrets',
  points: 1,
  judge: ({ answers, namespaces }) => {
    if (answers === undefined) return namespaces.length > 0 ? elsewhere(namespaces) : absent;
    const questions = apps.map(({ id }) => questionOf(id));
    const strange = Object.keys(answers).filter((key) => !questions.includes(key));
    if (strange.length > 0) return strangeQuestion(strange);
    const unknown = questions.filter((key) => answers[key] !== undefined && !isAnswer(answers[key]));
    if (unknown.length > 0) return strangeAnswer(unknown, answers);
    const missing = questions.filter((key) => answers[key] === undefined);
    return missing.length === 0 ? holds : unanswered(missing);
  },
});

function isAnswer(word: string): boolean {
  return word === healthy || isCause(word);
}

const absent: Verdict = differs('absent', {
  saw: 'there is no ConfigMap `diagnosis` in `incident`',
  wanted: 'one that names a cause for each ExternalSecret',
  next: 'Write down what you find, one `<namespace>.<name>=<cause>` each.',
  hints: [
    'The table of this exercise lists the causes; `kubectl get externalsecrets -A` what there is to be judged.',
    'The keys are `<namespace>.<name>`, such as `shop.cart`; the values words of the table, or `healthy`.',
    '`kubectl create configmap diagnosis -n incident --from-literal=shop.cart=healthy`, and one more `--from-literal` for each',
  ],
});

function elsewhere(namespaces: readonly string[]): Verdict {
  return differs('elsewhere', {
    saw: `there is a ConfigMap \`diagnosis\` in ${codes(namespaces)}, and none in \`incident\``,
    wanted: 'the diagnosis in `incident`',
    next: 'Make it again with `-n incident`.',
    hints: [
      '`kubectl get configmaps -A` shows the namespace of each.',
      'The field is `metadata.namespace`.',
      `\`kubectl get configmap diagnosis -n ${namespaces[0] ?? 'default'} -o yaml | sed 's/namespace: .*/namespace: incident/' | kubectl create -f -\``,
    ],
  });
}

function strangeQuestion(keys: readonly string[]): Verdict {
  return differs('strange-question', {
    saw: `${codes(keys)}: there was no such ExternalSecret on Monday morning`,
    wanted: 'keys of the form `<namespace>.<name>`',
    next: 'Write the names as `kubectl get externalsecrets -A` shows them, with a dot between.',
    hints: [
      '`kubectl get configmap inventory -n incident -o yaml` lists all sixteen.',
      'The keys are below `data`.',
      edit,
    ],
  });
}

function strangeAnswer(keys: readonly string[], answers: Readonly<Record<string, string>>): Verdict {
  return differs('strange-answer', {
    saw: `${codes(keys)} ${keys.length === 1 ? 'is' : 'are'} answered by a word that isn’t in the table, such as ${code(answers[keys[0] ?? ''] ?? '')}`,
    wanted: `words of the table (${words}, …), or \`healthy\``,
    next: 'Choose the cause from the table.',
    hints: [
      'The table of this exercise lists the causes.',
      'The values are below `data`; each is one word.',
      edit,
    ],
  });
}

function unanswered(keys: readonly string[]): Verdict {
  return differs('unanswered', {
    saw: `no answer yet for ${codes(keys)}`,
    wanted: 'an answer for each of the sixteen, `healthy` for those that are sound',
    next: 'Go on with the next one.',
    hints: [
      '`kubectl get externalsecrets -A` first, then `kubectl describe` for each that is red. Don’t forget those that are green.',
      'The keys are below `data` of the ConfigMap.',
      `\`kubectl patch configmap diagnosis -n incident --type merge -p '{"data":{"${keys[0] ?? ''}":"healthy"}}'\`, with the right word`,
    ],
  });
}

const right = defineCheck<DiagnosisFact>({
  ...look,
  id: 'diagnosis-right',
  claim: 'Each cause is the right one',
  points: 4,
  needs: ['diagnosis-written'],
  judge: ({ answers = {}, faults }) => {
    const wrong = apps.filter(({ id }) => answers[questionOf(id)] !== (faults[id] ?? healthy));
    const first = wrong[0];
    if (first === undefined) return holds;
    const said = answers[questionOf(first.id)] ?? '';
    const told = `${String(apps.length - wrong.length)} of ${String(apps.length)} are right. Look again at ${code(first.id)}`;
    const cause = faults[first.id];
    if (cause === undefined) return needlesslyAccused(first.id, { said, told });
    if (said === healthy && looksGreen.includes(cause)) return trustedGreen(first.id, { cause, told });
    return differs('wrong', {
      saw: `${told}: it isn’t ${code(said)}`,
      wanted: 'the cause, not the first sign of it',
      next: 'Ask from left to right: is the value there, does the login work, is the request right, is the Secret written?',
      hints: signs[cause](first),
    });
  },
});

function needlesslyAccused(id: string, { said, told }: { said: string; told: string }): Verdict {
  const [namespace = '', name = ''] = id.split('/');
  return differs('accused', {
    saw: `${told}: there is no sign of ${code(said)}`,
    wanted: '`healthy` for what is sound',
    next: 'Compare its Secret with Vault, key by key.',
    hints: [
      `\`kubectl get externalsecret ${name} -n ${namespace} -o wide\``,
      'Sound is what is `SecretSynced`, has all keys of the inventory, and has the value of today.',
      `Compare \`vault kv get -mount=secret -field=password ${id} | sha256sum\` with the password in the Secret.`,
    ],
  });
}

function trustedGreen(id: string, { cause, told }: { cause: Cause; told: string }): Verdict {
  const app = apps.find((each) => each.id === id);
  return differs('trusted-green', {
    saw: `${told}: READY is True, and still its Secret isn’t right`,
    wanted: 'a look at the Secret, not only at the condition',
    next: 'Compare STATUS, *Last Sync* and the keys of the Secret with the inventory and with Vault.',
    hints: app === undefined ? ['The inventory lists the keys.', 'Compare them.', edit] : signs[cause](app),
  });
}

export const checks: readonly Check[] = [written, right];
