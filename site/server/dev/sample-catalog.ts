import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Check } from '#checkers/define-check.ts';
import { holds } from '#checkers/outcome.ts';
import { Fault } from '#containers/contract/fault.ts';
import type { Catalog, Exercise, Lab } from '#labs/lab.ts';

type CheckSketch = Pick<Check, 'id' | 'claim' | 'points'> &
  Partial<Pick<Check, 'challenge' | 'given' | 'needs'>>;

function check(sketch: CheckSketch): Check {
  return { ...sketch, watches: [], look: () => Promise.resolve(undefined), judge: () => holds };
}

function exercise(id: string, title: string, checks: readonly CheckSketch[]): Exercise {
  const thisFile = fileURLToPath(import.meta.url);
  return {
    id,
    title,
    goal: `${title} is done.`,
    minutes: 5,
    bonus: id === 'rotate',
    checks: checks.map(check),
    solutionFile: thisFile,
    resetFile: thisFile,
    mistakesDir: thisFile,
  };
}

const lab: Lab = {
  id: 'static-sync',
  title: 'Static sync',
  order: 1,
  story: 'The team keeps its database address in chat. You bring it from Vault into the cluster.',
  minutes: 35,
  environment: {
    startState: 'bare',
    namespaces: ['lab1'],
    leaseMs: 7_200_000,
    limits: { nodeMemoryMiB: 2048, workspaceMemoryMiB: 512, vaultMemoryMiB: 256, workspacePids: 512 },
  },
  exercises: [
    exercise('store', 'Put the values into Vault', [
      { id: 'vault-answers', claim: 'Vault answers', points: 0, given: true },
      { id: 'values-stored', claim: 'Vault holds both values', points: 10 },
    ]),
    exercise('install', 'Install the operator', [
      { id: 'operator-runs', claim: 'The operator runs', points: 10 },
    ]),
    exercise('sync', 'Sync the secret', [
      { id: 'store-valid', claim: 'The store is valid', points: 10, needs: ['operator-runs'] },
      { id: 'secret-synced', claim: 'The secret is synced', points: 10, needs: ['store-valid'] },
      {
        id: 'nonce',
        claim: 'A changed value arrives',
        points: 20,
        challenge: true,
        needs: ['secret-synced'],
      },
    ]),
    exercise('rotate', 'Rotate the value', [{ id: 'rotated', claim: 'The new value arrived', points: 10 }]),
  ],
  newValues: () => ({
    api_key: randomBytes(8).toString('hex'),
    database_url: `postgres://${randomBytes(4).toString('hex')}`,
  }),
};

/** One small lab, for tests of the server. */
export const sampleCatalog: Catalog = {
  labs: [lab],
  getLab: (id) => {
    if (id === lab.id) return lab;
    throw new Fault({
      code: 'NOT_FOUND',
      audience: 'learner',
      message: `There is no lab \`${id}\`.`,
      hint: `There is: ${lab.id}.`,
    });
  },
};
