/** How far somebody is in a lab that runs. */
export interface Standing {
  readonly learner: string;
  readonly lab: string;
  /** Exercises that have to be done and are not. */
  readonly left: number;
  /** Whether its environment may reach out: the one after it will be made alike. */
  readonly egress: boolean;
}

export interface NextLab {
  readonly lab: string;
  readonly egress: boolean;
}

/** Who has no more than this left begins the next lab soon. */
const nearlyDone = 1;

/**
 * What most of those begin next who are nearly through with their lab: the lab after it in the course, unless it runs for them
 * already. `undefined` while nobody is that far. Pure.
 */
export function nextLab(standings: readonly Standing[], course: readonly string[]): NextLab | undefined {
  const running = new Set(standings.map(({ learner, lab }) => keyOf(learner, lab)));
  const coming = standings.flatMap(({ learner, lab, left, egress }) => {
    const next = course[course.indexOf(lab) + 1];
    const isComing = left <= nearlyDone && next !== undefined && !running.has(keyOf(learner, next));
    return isComing ? [{ lab: next, egress }] : [];
  });
  const alike = Map.groupBy(coming, ({ lab, egress }) => keyOf(lab, String(egress)));
  const [most] = [...alike.values()].toSorted((one, other) => other.length - one.length);
  return most?.[0];
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\n');
}
