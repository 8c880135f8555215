import type { Lab } from '../lab.ts';
import { readFacts } from '../verify/read-facts.ts';

/** One claim, one message: two ways to be wrong that read the same help nobody. Judged from recorded facts. */
export async function lintMessages(lab: Lab): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const exercise of lab.exercises) {
    const facts = [...(await readFacts(exercise)).values()];
    if (facts.length === 0)
      problems.push(
        `${lab.id}/${exercise.id} has no recorded facts; run labs:verify -- ${lab.id} --record-facts`,
      );
    for (const { check, branch, says } of facts) {
      const twin = facts.find(
        (other) =>
          other.check === check &&
          other.says === says &&
          says !== undefined &&
          (other.branch ?? '') < (branch ?? ''),
      );
      if (twin !== undefined)
        problems.push(
          `${lab.id}/${exercise.id}, check ${check}: ${twin.branch ?? ''} and ${branch ?? ''} both say “${says ?? ''}”`,
        );
    }
    for (const { id, claim } of exercise.checks)
      if (/\b(and then|as well as)\b|;/.test(claim))
        problems.push(`${lab.id}/${exercise.id}, check ${id} claims two things: “${claim}”`);
  }
  return problems;
}
