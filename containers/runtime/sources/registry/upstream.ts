import { versions } from '#containers/runtime/sources/packages/versions.ts';

/**
 * Upstream's images, pinned by the digest of their index (all platforms). Where the digests come from:
 * - node: the release notes of kind v0.33.0, for Kubernetes 1.34.
 * - debian, openbao, vault: as published for these tags on Docker Hub, taken from public references that agree;
 *   a digest that its repository does not hold cannot be pulled, so a mistake here fails and does not mislead.
 * - externalSecrets, postgres, clusterOpenbao: no digest of these tags is known to us, so they are pulled by tag. Set one
 *   here when you have it.
 */
export const upstream = {
  kubernetes: '1.34.11',
  openbaoVersion: '2.7.1',
  vaultVersion: '1.21.4',
  node: 'kindest/node@sha256:44e222ee2132dab25ff87301682f89eb82c7880ea3a1bf543bfe9708fd08d67d',
  debian: 'debian@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171',
  openbao: 'openbao/openbao@sha256:6d2b93856e3fcf7b18ad855a0b51eaba474dc8b79cf554379ea32034797d2acf',
  vault: 'hashicorp/vault@sha256:4e33b126a59c0c333b76fb4e894722462659a6bec7c48c9ee8cea56fccfd2569',
  externalSecrets: 'oci.external-secrets.io/external-secrets/external-secrets:v0.20.4',
  /** The name by which labs run it; the same as in bundles that are built from packages. */
  postgres: 'docker.io/library/postgres:15',
  /** The same for the Vault that learners run in the cluster themselves. */
  clusterOpenbao: `docker.io/openbao/openbao:${versions.openbao}`,
} as const;
