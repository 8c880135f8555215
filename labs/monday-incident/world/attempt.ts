import { digest } from '#checkers/digest.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { groups, isCause, type Cause, type Group } from './causes.ts';
import type { App, names } from './names.ts';

export interface Fault {
  readonly group: Group;
  readonly cause: Cause;
}

/** What this attempt put in, by id of the application; the others are sound. */
export function faultsOf({ attempt }: Pick<Probes, 'attempt'>): ReadonlyMap<string, Fault> {
  const words = (attempt.values['hidden_faults'] ?? '').split(' ');
  return new Map(
    words.flatMap((word) => {
      const [app = '', side, cause = ''] = word.split(':');
      const group = groups.find((each) => each === side);
      return group === undefined || !isCause(cause) ? [] : [[app, { group, cause }] as const];
    }),
  );
}

/** Ids of the applications whose old Secret was still there in the beginning. */
export function legacyOf({ attempt }: Pick<Probes, 'attempt'>): readonly string[] {
  return (attempt.values['hidden_legacy'] ?? '').split(' ');
}

/** Digests of what the application is to get, as it was given. */
export function givenDigests(
  { attempt }: Pick<Probes, 'attempt'>,
  { name }: App,
): Readonly<Record<string, string>> {
  const given: Readonly<Record<(typeof names.keys)[number], string>> = {
    host: `db-${name}.internal`,
    username: `${name}-app`,
    password: attempt.values[`hidden_password_${name}`] ?? '',
  };
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, digest(value)]));
}
