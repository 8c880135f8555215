import { z } from 'zod';
import { bundleSchema } from '#containers/runtime/bundle-record.ts';
import { kubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import { configSchema } from './config-schema.ts';
import { kubernetesFields } from './kubernetes-fields.ts';

const { shape } = configSchema;
const { shape: kubernetes } = kubernetesSettings;
const text = z.string();
const count = z.int().min(0);
const anything = z.record(z.string(), z.unknown());
const words = z.record(z.string(), z.string());
const port = z.int().min(1).max(65_535);
const size = z.string().regex(/^\d+(Mi|Gi|Ti)$/);

/** Settings that the chart does not decide by itself. */
const config = z.strictObject({
  server: shape.server
    .unwrap()
    .pick({ allowedOrigins: true, trustedProxies: true, previewOrigin: true })
    .optional(),
  kubernetes: kubernetesFields.pick({ diskGiB: true, innerPods: true, innerServices: true }).optional(),
  auth: shape.auth,
  labs: shape.labs.unwrap().omit({ poolSize: true, startsAtOnce: true }).optional(),
  grading: shape.grading,
  xapi: shape.xapi,
  log: shape.log,
});

/** Values of the Helm chart: those of values.yaml, whose comments say what they are, with what a user has put over them. */
const chartValues = z.strictObject({
  image: z.strictObject({
    repository: text.min(1),
    tag: text,
    pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']),
    pullSecrets: z.array(text),
  }),
  bundle: z.looseObject({ bundle: bundleSchema }),
  imagePrefix: kubernetes.imagePrefix.unwrap(),
  origin: z.string().regex(/^https?:\/\/[^/]+$/),
  replicas: z.int().min(1).max(9),
  installation: z.union([z.literal(''), kubernetes.installation.unwrap()]),
  pool: z.strictObject({
    size: count.max(100),
    startsAtOnce: z.int().min(1).max(200),
  }),
  config,
  secretEnv: text,
  database: z.strictObject({
    url: z.union([z.literal(''), z.string().regex(/^postgres(ql)?:\/\//)]),
    existingSecret: text,
    secretKey: text.min(1),
  }),
  postgres: z.strictObject({
    enabled: z.boolean(),
    image: text.min(1),
    size,
    storageClass: text,
    resources: anything,
  }),
  persistence: z.strictObject({
    existingClaim: text,
    accessMode: z.enum(['ReadWriteMany', 'ReadWriteOnce']),
    storageClass: text,
    size,
  }),
  labs: z.strictObject({ nodeSelector: words, runtimeClass: text, storageClass: text }),
  prepull: z.strictObject({ enabled: z.boolean(), image: text.min(1) }),
  serviceAccount: z.strictObject({ create: z.boolean(), name: text, annotations: words }),
  rbac: z.strictObject({ create: z.boolean(), confine: z.boolean() }),
  service: z.strictObject({
    type: z.enum(['ClusterIP', 'LoadBalancer', 'NodePort']),
    port,
    nodePort: port.nullable(),
    annotations: words,
  }),
  ingress: z.strictObject({
    enabled: z.boolean(),
    className: text,
    annotations: words,
    tlsSecret: text,
  }),
  metrics: z.strictObject({ enabled: z.boolean(), port, existingSecret: text }),
  networkPolicy: z.strictObject({
    enabled: z.boolean(),
    from: z.array(anything),
    metricsFrom: z.array(anything),
  }),
  podDisruptionBudget: z.strictObject({ enabled: z.boolean() }),
  terminationGracePeriodSeconds: z.int().min(10),
  forgetSeconds: count.max(20),
  resources: anything,
  podAnnotations: words,
  nodeSelector: words,
  tolerations: z.array(anything),
  affinity: anything,
  global: anything.optional(),
});

/** The schema that Helm checks values by. */
export function chartValuesJsonSchema(): object {
  return { ...z.toJSONSchema(chartValues, { io: 'input' }), title: 'Values of the Kindlab chart' };
}
