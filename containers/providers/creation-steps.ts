import type { EnvironmentSpec } from '#containers/contract/environment.ts';
import type { PlannedStep } from './step-board.ts';

/** What differs between providers: what keeps an environment apart, and how long each step takes, measured. */
export interface StepFacts {
  readonly apart: Pick<PlannedStep, 'expectedMs' | 'title'>;
  readonly vaultMs: number;
  readonly workspaceMs: number;
  readonly nodeMs: number;
  readonly controlPlaneMs: number;
  readonly accessMs: number;
}

const servicesMs = 4_500;
const externalSecretsMs = 12_000;
const readyMs = 100;

/** The steps of one creation, as the learner sees them. */
export function plannedSteps({ startState }: EnvironmentSpec, facts: StepFacts): readonly PlannedStep[] {
  const externalSecrets: PlannedStep = {
    id: 'external-secrets',
    title: 'External Secrets Operator',
    expectedMs: externalSecretsMs,
    after: ['services'],
  };
  const last = startState === 'eso' ? externalSecrets.id : 'services';
  return [
    { id: 'network', ...facts.apart },
    { id: 'vault', title: 'Vault', expectedMs: facts.vaultMs, after: ['network'] },
    {
      id: 'workspace',
      title: 'Workspace with your tools',
      expectedMs: facts.workspaceMs,
      after: ['network'],
    },
    { id: 'node', title: 'Cluster node', expectedMs: facts.nodeMs, after: ['network'] },
    {
      id: 'control-plane',
      title: 'Kubernetes control plane',
      expectedMs: facts.controlPlaneMs,
      after: ['node'],
    },
    {
      id: 'access',
      title: 'Your access and its limits',
      expectedMs: facts.accessMs,
      after: ['control-plane', 'workspace'],
    },
    {
      id: 'services',
      title: 'Names and services in the cluster',
      expectedMs: servicesMs,
      after: ['access'],
    },
    ...(startState === 'eso' ? [externalSecrets] : []),
    { id: 'ready', title: 'Last checks', expectedMs: readyMs, after: ['vault', last] },
  ];
}
