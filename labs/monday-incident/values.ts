import { randomBytes, randomInt } from 'node:crypto';
import { causeIds, causes, groups } from './world/causes.ts';
import { apps } from './world/names.ts';

const faultsPerGroup = 4;
const legacyLeft = 6;
/** So many of them belong to applications that have nothing else. */
const legacyNeeded = 3;

/**
 * One Monday: which ExternalSecret has which fault (`<namespace>/<name>:<group>:<cause>`, joined by spaces; four of
 * each group, so that four ExternalSecrets are sound), which old Secrets are left, and the password of every application.
 */
export function newValues(): Readonly<Record<string, string>> {
  const broken = groups.flatMap((group) =>
    shuffled(causeIds.filter((cause) => causes[cause] === group)).slice(0, faultsPerGroup),
  );
  const places = shuffled(apps);
  const faults = broken.map((cause, index) => `${places[index]?.id ?? ''}:${causes[cause]}:${cause}`);
  // The groups come in order, and an application of the first two has no Secret but the old one.
  const needed = shuffled(places.slice(0, 2 * faultsPerGroup)).slice(0, legacyNeeded);
  const others = shuffled(places.filter((app) => !needed.includes(app))).slice(0, legacyLeft - legacyNeeded);
  const passwords = apps.map(
    ({ name }) => [`hidden_password_${name}`, `pw-${randomBytes(10).toString('hex')}`] as const,
  );
  return {
    hidden_faults: faults.join(' '),
    hidden_legacy: [...needed, ...others].map(({ id }) => id).join(' '),
    ...Object.fromEntries(passwords),
  };
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(randomInt(left.length), 1));
}
