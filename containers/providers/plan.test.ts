import { expect, test } from 'vitest';
import { planEnvironment } from './plan.ts';

const images = { node: 'node', vault: 'vault', workspace: 'workspace' };
const limits = { nodeMemoryMiB: 2048, workspaceMemoryMiB: 512, vaultMemoryMiB: 256, workspacePids: 256 };
const spec = {
  lab: 'static-sync',
  startState: 'bare',
  namespaces: ['lab1'],
  leaseMs: 7_200_000,
  limits,
} as const;
const owner = { learner: 'ada', attempt: '01JD' };

test('names, labels, images and limits', () => {
  expect(planEnvironment(spec, owner, { installation: 'here', images })).toMatchInlineSnapshot(`
    {
      "clusterName": "kindlab-d4437f98bf74",
      "id": "d4437f98bf74",
      "images": {
        "node": "node",
        "vault": "vault",
        "workspace": "workspace",
      },
      "labels": {
        "dev.kindlab.attempt": "01JD",
        "dev.kindlab.environment": "d4437f98bf74",
        "dev.kindlab.installation": "here",
        "dev.kindlab.lab": "static-sync",
        "dev.kindlab.owner": "ada",
      },
      "networkName": "kindlab-d4437f98bf74",
      "owner": {
        "attempt": "01JD",
        "learner": "ada",
      },
      "spec": {
        "lab": "static-sync",
        "leaseMs": 7200000,
        "limits": {
          "nodeMemoryMiB": 2048,
          "vaultMemoryMiB": 256,
          "workspaceMemoryMiB": 512,
          "workspacePids": 256,
        },
        "namespaces": [
          "lab1",
        ],
        "startState": "bare",
      },
    }
  `);
});

test('everything that identifies an attempt changes the id, and nothing else does', () => {
  const id = (change: {
    learner?: string;
    attempt?: string;
    lab?: string;
    installation?: string;
    leaseMs?: number;
  }) => {
    const {
      learner = owner.learner,
      attempt = owner.attempt,
      lab = spec.lab,
      installation = 'here',
      leaseMs = 1,
    } = change;
    return planEnvironment({ ...spec, lab, leaseMs }, { learner, attempt }, { installation, images }).id;
  };
  const changes = [
    {},
    { learner: 'bob' },
    { attempt: '2' },
    { lab: 'l2' },
    { installation: 'there' },
    { learner: 'ad', attempt: 'a01JD' },
  ];
  expect(new Set(changes.map(id)).size).toBe(changes.length);
  expect(id({ leaseMs: 5 })).toBe(id({}));
});

test('names fit what Docker, Linux and kind allow', () => {
  const { id, clusterName } = planEnvironment(
    spec,
    { learner: 'x'.repeat(500), attempt: 'ünï/..' },
    { installation: 'here', images },
  );
  expect(id).toMatch(/^[0-9a-f]{12}$/);
  expect(`kl-${id}`.length).toBeLessThanOrEqual(15);
  expect(`${clusterName}-control-plane`.length).toBeLessThanOrEqual(63);
});
