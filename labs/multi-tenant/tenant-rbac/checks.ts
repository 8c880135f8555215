import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { mayGroup, type AccessQuestion } from '#labs/shared/access-reviews.ts';
import { otherTeam, teams } from '../world/names.ts';

const eso = 'external-secrets.io';
const watches = [
  { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'rolebindings' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'clusterrolebindings' },
];

/** What a team needs for its work. */
const needed: readonly AccessQuestion[] = teams.flatMap((team) => [
  ...['get', 'list', 'create', 'patch', 'delete'].map((verb) => ({
    group: team,
    verb,
    apiGroup: eso,
    resource: 'externalsecrets',
    namespace: team,
  })),
  { group: team, verb: 'get', apiGroup: '', resource: 'secrets', namespace: team },
]);

/** Each of these is a way around a line: to another team's values, or to more rights in Vault. */
const forbidden: readonly AccessQuestion[] = teams.flatMap((team) => [
  ...['create', 'patch'].map((verb) => ({
    group: team,
    verb,
    apiGroup: eso,
    resource: 'clustersecretstores',
  })),
  ...['get', 'list'].map((verb) => ({
    group: team,
    verb,
    apiGroup: '',
    resource: 'secrets',
    namespace: otherTeam(team),
  })),
  { group: team, verb: 'get', apiGroup: '', resource: 'secrets', namespace: 'production' },
  { group: team, verb: 'create', apiGroup: eso, resource: 'externalsecrets', namespace: otherTeam(team) },
  { group: team, verb: 'create', apiGroup: eso, resource: 'externalsecrets', namespace: 'production' },
  ...[otherTeam(team), 'platform', 'external-secrets'].map((namespace) => ({
    group: team,
    verb: 'create',
    apiGroup: '',
    resource: 'serviceaccounts/token',
    namespace,
  })),
  ...['create', 'patch'].map((verb) => ({
    group: team,
    verb,
    apiGroup: 'rbac.authorization.k8s.io',
    resource: 'rolebindings',
    namespace: team,
  })),
  { group: team, verb: 'patch', apiGroup: '', resource: 'namespaces' },
]);

interface AnswersFact {
  /** Those of the questions whose answer is the wrong one. */
  readonly wrong: readonly AccessQuestion[];
}

function asking(questions: readonly AccessQuestion[], wanted: boolean) {
  return async (probes: Probes, signal: AbortSignal): Promise<AnswersFact> => {
    const wrong = questions.map(async (question) =>
      (await mayGroup(question, probes, signal)) === wanted ? [] : [question],
    );
    return { wrong: (await Promise.all(wrong)).flat() };
  };
}

function tell({ verb, resource, apiGroup, namespace }: AccessQuestion): string {
  const kind = apiGroup === '' ? resource : `${resource}.${apiGroup}`;
  return `${code(`${verb} ${kind}`)} ${namespace === undefined ? 'in the cluster as a whole' : `in ${code(namespace)}`}`;
}

function command({ group, verb, resource, apiGroup, namespace }: AccessQuestion): string {
  const [kind = '', subresource] = resource.split('/');
  const name = apiGroup === '' ? kind : `${kind}.${apiGroup}`;
  return `\`kubectl create -f - -o jsonpath='{.status.allowed}' <<< '${JSON.stringify({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user: 'somebody',
      groups: [group],
      resourceAttributes: {
        verb,
        group: apiGroup,
        resource: kind,
        ...(subresource === undefined ? {} : { subresource }),
        ...(namespace === undefined ? {} : { namespace }),
      },
    },
  })}'\` asks about ${name}`;
}

const may = defineCheck<AnswersFact>({
  id: 'teams-may',
  claim: 'A team can look after ExternalSecrets and read Secrets in its own namespace',
  points: 2,
  watches,
  deadlineMs: 20_000,
  look: asking(needed, true),
  judge: ({ wrong }) => {
    const [first] = wrong;
    if (first === undefined) return holds;
    return differs('may-not', {
      saw: `the group ${code(first.group)} may not ${tell(first)}`,
      wanted: 'the rights that the team needs for its work',
      next: 'Bind a Role in the team’s namespace to its group.',
      hints: [
        `\`kubectl get roles,rolebindings -n ${first.group} -o wide\``,
        'A Role lists apiGroups, resources and verbs; a RoleBinding gives them to `kind: Group`.',
        command(first),
      ],
    });
  },
});

const mayNot = defineCheck<AnswersFact>({
  id: 'teams-may-not',
  claim:
    'No team has a way around: no cluster stores, no foreign Secrets, no foreign tokens, no rights to hand out',
  points: 3,
  needs: ['teams-may'],
  watches,
  deadlineMs: 20_000,
  look: asking(forbidden, false),
  judge: ({ wrong }) => {
    const [first] = wrong;
    if (first === undefined) return holds;
    return differs('may', {
      saw: `the group ${code(first.group)} may ${tell(first)}`,
      wanted: 'rights that end at the team’s own namespace, and not the right to widen them',
      next: 'Find the binding that gives it, and take it back.',
      hints: [
        '`kubectl get rolebindings,clusterrolebindings -A -o wide | grep -E "team-a|team-b|authenticated"`',
        'A ClusterRoleBinding holds in every namespace. `*` among resources or verbs also holds for what nobody thought of, such as `serviceaccounts/token`.',
        command(first),
      ],
    });
  },
});

export const checks: readonly Check[] = [may, mayNot];
