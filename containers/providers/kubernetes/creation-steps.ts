import type { EnvironmentSpec } from '#containers/contract/environment.ts';
import type { PlannedStep } from '#containers/providers/step-board.ts';

const common = [
  { id: 'network', title: 'Private namespace', expectedMs: 300 },
  { id: 'vault', title: 'Vault', expectedMs: 3_000, after: ['network'] },
  { id: 'workspace', title: 'Workspace with your tools', expectedMs: 2_500, after: ['network'] },
  { id: 'node', title: 'Cluster node', expectedMs: 6_000, after: ['network'] },
  { id: 'control-plane', title: 'Kubernetes control plane', expectedMs: 8_000, after: ['node'] },
  {
    id: 'access',
    title: 'Your access and its limits',
    expectedMs: 2_500,
    after: ['control-plane', 'workspace'],
  },
  { id: 'services', title: 'Names and services in the cluster', expectedMs: 4_500, after: ['access'] },
] as const satisfies readonly PlannedStep[];

const externalSecrets = {
  id: 'external-secrets',
  title: 'External Secrets Operator',
  expectedMs: 12_000,
  after: ['services'],
} as const satisfies PlannedStep;

/** The steps of one creation, as the learner sees them; how long they take is measured (docs/design/0024). */
export function creationSteps(spec: EnvironmentSpec): readonly PlannedStep[] {
  const ready: PlannedStep = {
    id: 'ready',
    title: 'Last checks',
    expectedMs: 100,
    after: ['vault', spec.startState === 'eso' ? externalSecrets.id : 'services'],
  };
  return spec.startState === 'eso' ? [...common, externalSecrets, ready] : [...common, ready];
}
