import { Fault } from '#containers/contract/fault.ts';
import type { Environment, EnvironmentSpec } from '#containers/contract/environment.ts';

export interface QuotaRules {
  /** Environments that one learner may have at the same time. */
  readonly perLearner: number;
  /** Environments on this machine; absent: as many as its memory carries. */
  readonly perMachine?: number;
  /** Memory that is left to everything else on this machine. */
  readonly keepFreeMiB: number;
}

export const defaultQuotaRules: QuotaRules = { perLearner: 1, keepFreeMiB: 768 };

/** Whose the environments are that wait for a learner. */
export const poolLearner = 'kindlab-pool';

/** What one environment takes when its learner arrives, measured with a margin (docs/design/0029-idle.md). */
export const environmentMiB: Readonly<Record<EnvironmentSpec['startState'], number>> = {
  bare: 500,
  eso: 650,
};
/** What a running environment may still grow by: the learner installs things. */
export const growthMiB = 300;

export interface QuotaQuestion {
  readonly learner: string;
  readonly startState: EnvironmentSpec['startState'];
  readonly environments: readonly Pick<Environment, 'owner' | 'state'>[];
  /** What programs could still get; `undefined` when this machine cannot tell. */
  readonly availableMiB: number | undefined;
}

/** Fault QUOTA when this learner, or this machine, has no room for one environment more. Says how much is missing. */
export function requireRoom(question: QuotaQuestion, rules: QuotaRules): void {
  const { environments, learner, availableMiB, startState } = question;
  const theirs = environments.filter(({ owner }) => owner.learner === learner).length;
  if (theirs >= rules.perLearner) {
    throw quota(
      rules.perLearner === 1
        ? `You have ${count(theirs)} running; 1 at a time is allowed.`
        : `You have ${count(theirs)} running; ${String(rules.perLearner)} at a time are allowed.`,
      'End one of them first, on its lab page.',
    );
  }
  if (rules.perMachine !== undefined && environments.length >= rules.perMachine) {
    throw quota(
      `This machine is set to run ${count(rules.perMachine)} at a time, and they all run.`,
      'Try again when another learner has finished.',
    );
  }
  if (availableMiB === undefined) return;
  const missing = environmentMiB[startState] + reservedMiB(environments) + rules.keepFreeMiB - availableMiB;
  if (missing <= 0) return;
  throw quota(
    `This machine has too little memory for one more environment: ${String(Math.ceil(missing))} MiB are missing (${count(environments.length)} running).`,
    'Try again when another environment has ended, or close other programs.',
  );
}

/** Memory that is promised and does not show as used yet. */
function reservedMiB(environments: readonly Pick<Environment, 'owner' | 'state'>[]): number {
  return environments.reduce((sum, { owner, state }) => {
    if (state === 'creating') return sum + environmentMiB.eso;
    // A learner who goes on is asked for room again; one who takes from the pool is not.
    return state === 'parked' && owner.learner !== poolLearner ? sum : sum + growthMiB;
  }, 0);
}

function count(environments: number): string {
  return environments === 1 ? '1 environment' : `${String(environments)} environments`;
}

function quota(message: string, hint: string): Fault {
  return new Fault({ code: 'QUOTA', audience: 'learner', message, hint });
}
