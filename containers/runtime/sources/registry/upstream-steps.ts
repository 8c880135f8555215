import { join } from 'node:path';
import type Docker from 'dockerode';
import type { VaultProduct } from '#containers/contract/bundle.ts';
import type { BundleSteps } from '#containers/runtime/bundle-steps.ts';
import {
  upstreamNodeImage,
  upstreamVaultImage,
  upstreamWorkspaceImage,
} from '#containers/runtime/sources/registry/upstream-images.ts';
import { upstream } from '#containers/runtime/sources/registry/upstream.ts';
import { chartRepository } from '#containers/runtime/sources/packages/parts/chart-repository.ts';
import { kubectlAndHelm } from '#containers/runtime/sources/packages/parts/kubectl-and-helm.ts';
import { openbao } from '#containers/runtime/sources/packages/parts/openbao.ts';
import { programs } from '#containers/runtime/sources/packages/parts/programs.ts';
import { shopImage } from '#containers/runtime/sources/packages/parts/shop-image.ts';
import { upstreamSources } from '#containers/runtime/sources/packages/parts/upstream-sources.ts';
import { versions } from '#containers/runtime/sources/packages/versions.ts';

/**
 * The steps that make a bundle from upstream's images. What no registry has as an image (kind, yq, kubectl, helm,
 * the chart, our shop) comes from the same package steps as in the other source.
 */
export function upstreamSteps(
  docker: Docker,
  options: { readonly cacheDir: string; readonly vault: VaultProduct },
): BundleSteps {
  const goHome = join(options.cacheDir, 'go');
  const sources = upstreamSources(goHome);
  const tools = programs(goHome, sources, ['kind', 'yq']);
  const workspace = upstreamWorkspaceImage(docker, {
    charts: chartRepository(sources),
    programs: new Map([
      [kubectlAndHelm, ['kubectl', 'helm']],
      [openbao, ['bao']],
      [tools, ['yq']],
    ]),
  });
  return {
    node: upstreamNodeImage(docker, [shopImage(goHome, tools)]),
    vault: upstreamVaultImage(docker, options.vault),
    workspace,
    kind: { step: tools, file: 'kind' },
    versions: {
      ...versions,
      kubernetes: upstream.kubernetes,
      vault: options.vault === 'openbao' ? upstream.openbaoVersion : upstream.vaultVersion,
    },
  };
}
