import { expect, test } from 'vitest';
import type { EnvironmentSpec } from '#containers/contract/environment.ts';
import { networkOptions } from './network.ts';

const spec: EnvironmentSpec = {
  ...{ lab: 'tea', startState: 'bare', namespaces: [], leaseMs: 1 },
  limits: { nodeMemoryMiB: 1, workspaceMemoryMiB: 1, vaultMemoryMiB: 1, workspacePids: 1 },
};

test('only what may reach out is masqueraded', () => {
  const name = { 'com.docker.network.bridge.name': 'kl-a1' };
  expect(networkOptions({ id: 'a1', spec })).toEqual(name);
  expect(networkOptions({ id: 'a1', spec: { ...spec, egress: 'denied' } })).toEqual({
    ...name,
    'com.docker.network.bridge.enable_ip_masquerade': 'false',
  });
});
