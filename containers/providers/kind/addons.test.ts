import { expect, test } from 'vitest';
import { parseAddons } from './addons.ts';

const printed = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: coredns, namespace: kube-system }
spec:
  replicas: 2
  template: { spec: { containers: [{ name: coredns, image: dns:1, readinessProbe: { httpGet: { path: /ready, port: 8181 } } }] } }
---
apiVersion: v1
kind: Service
metadata: { name: kube-dns, namespace: kube-system }
spec: { clusterIP: 10.96.0.10 }
`;

test('each object goes to its own collection', () => {
  expect(parseAddons(printed).map(({ collection }) => collection)).toEqual([
    '/apis/apps/v1/namespaces/kube-system/deployments',
    '/api/v1/namespaces/kube-system/services',
  ]);
});

test('CoreDNS runs once and is looked at every second; the rest stays as kubeadm wrote it', () => {
  expect(parseAddons(printed)[0]?.manifest).toMatchObject({
    spec: {
      replicas: 1,
      template: {
        spec: {
          containers: [{ image: 'dns:1', readinessProbe: { httpGet: { port: 8181 }, periodSeconds: 1 } }],
        },
      },
    },
  });
});

test.each([
  'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\n',
  'just text',
  printed.replace('readinessProbe', 'probe'),
])('what is not understood is a Fault', (text) => {
  expect(() => parseAddons(text)).toThrow(/could not be read/);
});
