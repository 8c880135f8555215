import type { Check } from '#checkers/define-check.ts';
import type { Lab } from './lab.ts';

/** What is wrong with a lab that its files alone don't show; empty: nothing. */
export function lintLab(lab: Lab): readonly string[] {
  const checks = lab.exercises.flatMap((exercise) =>
    exercise.checks.map((check) => ({ exercise: exercise.id, check })),
  );
  const ids = checks.map(({ check }) => check.id);
  return [
    ...repeated(lab.exercises.map(({ id }) => id)).map((id) => `${lab.id}: two exercises have the id ${id}.`),
    ...repeated(ids).map((id) => `${lab.id}: two checks have the id ${id}.`),
    ...repeated(checks.map(({ check }) => check.claim)).map(
      (claim) => `${lab.id}: two checks claim “${claim}”.`,
    ),
    ...checks.flatMap(({ exercise, check }) =>
      [
        ...lintCheck(
          check,
          checks.map((each) => each.check),
        ),
        ...foreignChallenges(check, exercise, checks),
      ].map((problem) => `${lab.id}/${exercise}, check ${check.id}: ${problem}`),
    ),
    ...lab.exercises
      .filter((exercise) => exercise.checks.every(({ given }) => given))
      .map(({ id }) => `${lab.id}/${id}: every check holds from the start; there is nothing to do.`),
  ];
}

function lintCheck(check: Check, all: readonly Check[]): readonly string[] {
  const problems: string[] = [];
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(check.id))
    problems.push('the id has to be lower-case words joined by hyphens.');
  if (check.claim.trim().length < 10) problems.push('the claim says too little.');
  if (check.given && check.points !== 0) problems.push('what holds from the start earns no points.');
  if (!check.given && check.points <= 0) problems.push('it earns no points.');
  if (check.challenge && check.doing === undefined)
    problems.push('a challenge says in `doing` what it is doing.');
  for (const need of check.needs ?? []) {
    const needed = all.find(({ id }) => id === need);
    if (needed === undefined) problems.push(`it needs ${need}, and no check of this lab has that id.`);
    if (needed?.challenge && !check.challenge)
      problems.push(`it needs the challenge ${need}, which isn't run in a live round.`);
  }
  if (needsItself(check, all, [])) problems.push('it needs itself, in a circle.');
  return problems;
}

/** Challenges run with their own exercise only: seen from another one they stay unproven, and block for ever. */
function foreignChallenges(
  check: Check,
  exercise: string,
  all: readonly { readonly exercise: string; readonly check: Check }[],
): readonly string[] {
  return (check.needs ?? []).flatMap((need) => {
    const needed = all.find((other) => other.check.id === need);
    if (needed?.check.challenge !== true || needed.exercise === exercise) return [];
    return [
      `it needs the challenge ${need} of the exercise ${needed.exercise}, which only runs there: name a check that looks.`,
    ];
  });
}

function needsItself(check: Check, all: readonly Check[], path: readonly string[]): boolean {
  if (path.includes(check.id)) return path[0] === check.id;
  return (check.needs ?? []).some((need) => {
    const needed = all.find(({ id }) => id === need);
    return needed !== undefined && needsItself(needed, all, [...path, check.id]);
  });
}

function repeated(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter((word, index) => words.indexOf(word) !== index))];
}
