import { expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  chartMetadata,
  crdTemplate,
  repositoryIndex,
  soonerReady,
} from '#containers/runtime/sources/packages/parts/chart-repository.ts';

const crd = (kind: string) => `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    controller-gen.kubebuilder.io/version: v0.19.0
  name: x.external-secrets.io
spec:
  names:
    kind: ${kind}
`;

test('the chart gets the version of the operator and loses its sub-chart', () => {
  const text = chartMetadata(
    'name: external-secrets\nversion: 0.20.3\nappVersion: v0.20.3\ndependencies:\n  - name: bitwarden-sdk-server\n',
    '0.20.4',
  );
  expect(parse(text)).toEqual({ name: 'external-secrets', version: '0.20.4', appVersion: 'v0.20.4' });
});

test.each([
  ['SecretStore', '{{- if .Values.installCRDs }}'],
  ['ExternalSecret', '{{- if .Values.installCRDs }}'],
  ['ClusterSecretStore', '{{- if and (.Values.installCRDs) (.Values.crds.createClusterSecretStore) }}'],
  ['PushSecret', '{{- if and (.Values.installCRDs) (.Values.crds.createPushSecret) }}'],
])('the CRD of %s stands under its switch', (kind, condition) => {
  const lines = crdTemplate(crd(kind)).trimEnd().split('\n');
  expect(lines[0]).toBe(condition);
  expect(lines.at(-1)).toBe('{{- end }}');
  expect(lines).not.toContain('---');
  expect(lines).toContain('    {{- with .Values.crds.annotations }}');
});

test('deployments are looked at after one second instead of twenty', () => {
  const template =
    '          readinessProbe:\n            initialDelaySeconds: 20\n            periodSeconds: 5\n';
  expect(soonerReady(template)).toBe(template.replace('20', '1'));
});

test('the index names the archive with its digest, the same at every build', () => {
  const entry = {
    metadata: { name: 'external-secrets', version: '0.20.4' },
    archive: 'external-secrets-0.20.4.tgz',
    digest: 'abc',
  };
  expect(repositoryIndex(entry)).toBe(repositoryIndex(entry));
  expect(parse(repositoryIndex(entry))).toMatchObject({
    apiVersion: 'v1',
    entries: {
      'external-secrets': [{ version: '0.20.4', digest: 'abc', urls: ['external-secrets-0.20.4.tgz'] }],
    },
  });
});
