import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import { parseDuration } from '#checkers/objects/duration.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { esoApi, generatorApi, names } from '../world/names.ts';

interface RequestFact {
  /** Absent: there is no such ExternalSecret. */
  readonly externalSecret?: {
    /** `<kind>/<name>` of the generators it takes values from. */
    readonly generators: readonly string[];
    readonly refreshSeconds: number;
  };
  /** The generator it names; absent: there is none. */
  readonly generator?: { readonly path: string; readonly method: string; readonly auth: readonly string[] };
}

const request = z.object({
  spec: z.object({
    refreshInterval: z.string().default('1h'),
    dataFrom: z
      .array(
        z.object({
          sourceRef: z
            .object({ generatorRef: z.object({ kind: z.string(), name: z.string() }).optional() })
            .optional(),
        }),
      )
      .default([]),
  }),
});
const dynamicSecret = z.object({
  spec: z.object({
    path: z.string().default(''),
    method: z.string().default('GET'),
    provider: z.object({ auth: z.record(z.string(), z.unknown()).default({}) }).default({ auth: {} }),
  }),
});

const wanted = 'ExternalSecret `shop-tls`, fed by a VaultDynamicSecret that posts to `pki/issue/shop`';
const hints: Hints = [
  '`kubectl get externalsecrets,vaultdynamicsecrets -n shop` shows both halves: who asks, and what is asked of Vault.',
  'In the generator: `spec.path`, `spec.method` and `spec.provider.vault`-like login at `spec.provider.auth`. In the ExternalSecret: `dataFrom[].sourceRef.generatorRef`.',
  '`kubectl edit vaultdynamicsecret shop-tls -n shop` or `kubectl edit externalsecret shop-tls -n shop`',
];
const here = { namespace: names.namespace, name: names.tls };

export const certificateRequest = defineCheck<RequestFact>({
  id: 'certificate-request',
  claim: 'An ExternalSecret asks Vault for a certificate, in time and as the shop',
  points: 2,
  needs: ['store-valid', 'pki-role'],
  watches: [
    { apiVersion: esoApi, plural: 'externalsecrets', namespace: names.namespace },
    { apiVersion: generatorApi, plural: 'vaultdynamicsecrets', namespace: names.namespace },
  ],
  look: async ({ kubernetes }, signal) => {
    const object = await kubernetes.get({ apiVersion: esoApi, plural: 'externalsecrets', ...here }, signal);
    if (object === undefined) return {};
    const { spec } = parseObject(request, object);
    const refs = spec.dataFrom.flatMap(({ sourceRef }) => sourceRef?.generatorRef ?? []);
    const externalSecret = {
      generators: refs.map(({ kind, name }) => `${kind}/${name}`),
      refreshSeconds: (parseDuration(spec.refreshInterval) ?? 0) / 1000,
    };
    const name = refs.find(({ kind }) => kind === 'VaultDynamicSecret')?.name;
    const ref = {
      apiVersion: generatorApi,
      plural: 'vaultdynamicsecrets',
      namespace: names.namespace,
      name: name ?? '',
    };
    const found = name === undefined ? undefined : await kubernetes.get(ref, signal);
    if (found === undefined) return { externalSecret };
    const { path, method, provider } = parseObject(dynamicSecret, found).spec;
    return { externalSecret, generator: { path, method, auth: Object.keys(provider.auth) } };
  },
  judge: ({ externalSecret, generator }) => {
    if (externalSecret === undefined) {
      const next = 'Apply both manifests.';
      return differs('absent', {
        saw: 'there is no ExternalSecret `shop-tls` in `shop`',
        wanted,
        next,
        hints,
      });
    }
    if (generator === undefined) {
      const asked = codes(externalSecret.generators, 'no generator');
      const next = 'Name the generator in `dataFrom`, and see that it exists.';
      return differs('no-generator', {
        saw: `it takes its values from ${asked}, and no VaultDynamicSecret of that name exists`,
        wanted,
        next,
        hints,
      });
    }
    if (generator.auth.join() !== 'kubernetes') {
      const saw = `the generator logs in by ${codes(generator.auth, 'nothing')}`;
      return differs('other-login', {
        saw,
        wanted: '`auth.kubernetes`',
        next: 'Let it log in as the shop.',
        hints,
      });
    }
    if (generator.path.replaceAll(/^\/|\/$/g, '') !== 'pki/issue/shop') {
      const next = 'A certificate is issued by a role: the path ends in its name.';
      return differs('other-path', {
        saw: `the generator asks for ${code(generator.path)}`,
        wanted: '`pki/issue/shop`',
        next,
        hints,
      });
    }
    if (generator.method !== 'POST') {
      const next = 'Issuing is a write: set the method.';
      return differs('other-method', {
        saw: `the generator uses ${code(generator.method)}`,
        wanted: '`POST`',
        next,
        hints,
      });
    }
    if (externalSecret.refreshSeconds > 0) return holds;
    return differs('never-refreshes', {
      saw: '`refreshInterval` is 0: the certificate is fetched once and runs out',
      wanted: 'an interval shorter than the lifetime of the certificate',
      next: 'Set `refreshInterval`, for instance to half of the lifetime.',
      hints,
    });
  },
});
