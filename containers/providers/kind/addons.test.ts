import { expect, test } from 'vitest';
import { parseAddons } from './addons.ts';

const printed = `[patches] Reading patches from path "/kind"
[patches] Ignored the following files: [version]
---apiVersion: apps/v1
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

test('CoreDNS runs once, needs no Service, and is looked at every second until it answers; the rest stays as kubeadm wrote it', () => {
  expect(parseAddons(printed)[0]?.manifest).toMatchObject({
    spec: {
      replicas: 1,
      template: {
        spec: {
          containers: [
            {
              image: 'dns:1',
              env: [{ name: 'KUBERNETES_SERVICE_HOST' }, { name: 'KUBERNETES_SERVICE_PORT', value: '6443' }],
              startupProbe: { httpGet: { port: 8181 }, periodSeconds: 1 },
              readinessProbe: { httpGet: { port: 8181 } },
            },
          ],
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
