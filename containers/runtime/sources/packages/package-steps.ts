import { join } from 'node:path';
import type Docker from 'dockerode';
import { nodeImage, nodePackages } from '#containers/runtime/images/node-image.ts';
import { vaultImage } from '#containers/runtime/images/vault-image.ts';
import { workspaceImage, workspacePackages } from '#containers/runtime/images/workspace-image.ts';
import { certificates } from '#containers/runtime/sources/packages/parts/certificates.ts';
import { chartRepository } from '#containers/runtime/sources/packages/parts/chart-repository.ts';
import { clusterImages, pauseImage } from '#containers/runtime/sources/packages/parts/cluster-images.ts';
import { debianRoot } from '#containers/runtime/sources/packages/parts/debian-root.ts';
import { kubectlAndHelm } from '#containers/runtime/sources/packages/parts/kubectl-and-helm.ts';
import { openbao } from '#containers/runtime/sources/packages/parts/openbao.ts';
import { openbaoImage } from '#containers/runtime/sources/packages/parts/openbao-image.ts';
import {
  postgresImage,
  postgresPackages,
} from '#containers/runtime/sources/packages/parts/postgres-image.ts';
import { programs } from '#containers/runtime/sources/packages/parts/programs.ts';
import { shopImage } from '#containers/runtime/sources/packages/parts/shop-image.ts';
import { upstreamSources } from '#containers/runtime/sources/packages/parts/upstream-sources.ts';
import { versions } from '#containers/runtime/sources/packages/versions.ts';
import type { BundleSteps } from '#containers/runtime/bundle-steps.ts';

/** The steps that build a bundle from Debian packages, Go modules, a Python wheel and an npm package. */
export function packageSteps(docker: Docker, cacheDir: string): BundleSteps {
  const goHome = join(cacheDir, 'go');
  const sources = upstreamSources(goHome);
  const compiled = programs(goHome, sources);
  const nodeRoot = debianRoot({
    id: 'node-root',
    title: 'Debian for the cluster node',
    expectedMs: 25_000,
    packages: nodePackages,
  });
  const workspaceRoot = debianRoot({
    id: 'workspace-root',
    title: 'Debian for the workspace',
    expectedMs: 25_000,
    packages: workspacePackages,
  });
  const postgresRoot = debianRoot({
    id: 'postgres-root',
    title: 'Debian for PostgreSQL',
    expectedMs: 25_000,
    packages: postgresPackages,
  });
  const authorities = certificates(nodeRoot);
  const node = nodeImage(docker, {
    root: nodeRoot,
    programs: compiled,
    sources,
    // Images that labs run in the cluster are added here; each is there in every cluster without a pull.
    preload: [
      clusterImages({ root: nodeRoot, programs: compiled }),
      postgresImage(postgresRoot),
      openbaoImage({ openbao, certificates: authorities }),
      shopImage(goHome, compiled),
    ],
    kubernetesVersion: versions.kubernetes,
    pauseImage,
  });
  const workspace = workspaceImage(docker, {
    root: workspaceRoot,
    charts: chartRepository(sources),
    programs: new Map([
      [kubectlAndHelm, ['kubectl', 'helm']],
      [openbao, ['bao']],
      [compiled, ['yq']],
    ]),
  });
  const vault = vaultImage(docker, { openbao, certificates: authorities });
  return {
    node,
    vault,
    workspace,
    kind: { step: compiled, file: 'kind' },
    versions: { ...versions, vault: versions.openbao },
  };
}
