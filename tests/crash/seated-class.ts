import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, newcomer, Person } from '#tests/server/people.ts';
import { SeatedLearner } from './seated-learner.ts';

const learners = 3;
export const goneMs = 180_000;

/** Three learners with accounts of their own, each in a lab that is ready. `adminLink` makes the administrator who invites them. */
export async function seatClass(
  url: string,
  adminLink: string,
): Promise<Awaited<ReturnType<typeof SeatedLearner.sit>>[]> {
  const admin = new Person(url);
  const joined = await admin.join(codeOf(adminLink), 'root');
  if (joined.status !== 201) throw new Error(await joined.text());
  const names = Array.from({ length: learners }, (_, index) => `learner-${String(index + 1)}`);
  const people = [];
  for (const name of names) people.push(await newcomer(admin, name));
  return Promise.all(people.map((person, index) => SeatedLearner.sit(person, names[index] ?? '')));
}

export async function checkEach(seated: readonly SeatedLearner[]): Promise<number> {
  for (const learner of seated) await learner.check();
  return seated.length;
}

/** Whatever of them is not as it was. */
export async function differences(seated: readonly SeatedLearner[]): Promise<readonly string[]> {
  return (await Promise.all(seated.map((learner) => learner.differences(true)))).flat();
}

/** Names that are still there when nothing should be. */
export async function leftAfter(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const deadline = performance.now() + goneMs;
  for (;;) {
    const left = await look();
    if (left.length === 0) return [];
    if (performance.now() > deadline) return [`left behind: ${left.join(', ')}`];
    await delay(500);
  }
}

export function changed(before: readonly string[], after: readonly string[]): readonly string[] {
  return before.toSorted().join() === after.toSorted().join() ? [] : ['other environments than before'];
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
