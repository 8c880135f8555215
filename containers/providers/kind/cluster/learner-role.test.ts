import { expect, test } from 'vitest';
import { learnerRules } from './learner-role.ts';

const may = (verb: string, group: string, resource: string) =>
  learnerRules.some(
    ({ apiGroups, resources, verbs }) =>
      apiGroups.includes(group) &&
      (resources.includes(resource) || resources.includes('*')) &&
      verbs.includes(verb),
  );

test('no rule is a blank cheque', () => {
  for (const { apiGroups, resources, verbs } of learnerRules) {
    expect(verbs).not.toContain('*');
    expect(apiGroups).not.toContain('*');
    if (resources.includes('*'))
      expect(apiGroups.every((group) => group.endsWith('external-secrets.io'))).toBe(true);
    for (const verb of ['impersonate', 'escalate', 'bind', 'approve', 'sign'])
      expect(verbs).not.toContain(verb);
  }
});

test.each([
  ['create', '', 'nodes/proxy'],
  ['get', '', 'nodes/proxy'],
  ['get', '', 'services/proxy'],
  ['create', 'certificates.k8s.io', 'certificatesigningrequests'],
  ['update', 'admissionregistration.k8s.io', 'validatingadmissionpolicies'],
  ['delete', 'admissionregistration.k8s.io', 'validatingadmissionpolicybindings'],
  ['create', 'admissionregistration.k8s.io', 'mutatingwebhookconfigurations'],
  ['create', 'apiregistration.k8s.io', 'apiservices'],
  ['create', '', 'persistentvolumes'],
  ['create', 'discovery.k8s.io', 'endpointslices'],
])('the learner may not %s %s %s', (verb, group, resource) => {
  expect(may(verb, group, resource)).toBe(false);
});

test.each([
  ['create', '', 'secrets'],
  ['create', '', 'serviceaccounts/token'],
  ['create', 'external-secrets.io', 'secretstores'],
  ['create', 'authentication.k8s.io', 'tokenreviews'],
])('the learner may %s %s %s', (verb, group, resource) => {
  expect(may(verb, group, resource)).toBe(true);
});
