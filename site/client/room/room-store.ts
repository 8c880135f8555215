import type { RoomLearner, RoomView } from '#site/protocol/room.ts';

/** Learners who are held up by the same check, longest first. */
export interface HeldUp {
  readonly key: string;
  readonly claim: string;
  readonly exercise: string;
  readonly learners: readonly string[];
  /** When the first of them came to it. */
  readonly since: Date;
}

/** Those who wait at the same check of the same exercise; the largest group first. */
export function groupHeldUp(learners: readonly RoomLearner[], room: RoomView): readonly HeldUp[] {
  const stuck = learners.flatMap(({ id, work, heldUpBy }) =>
    work === null || heldUpBy === null ? [] : [{ id, work, heldUpBy }],
  );
  const groups = Map.groupBy(stuck, ({ work, heldUpBy }) => `${work.lab}/${work.exercise}/${heldUpBy.check}`);
  return [...groups]
    .flatMap(([key, members]) => {
      const [first] = members;
      if (first === undefined) return [];
      const since = new Date(Math.min(...members.map(({ heldUpBy }) => Date.parse(heldUpBy.since))));
      const exercise = exerciseTitle(room, first.work.lab, first.work.exercise);
      return [{ key, claim: first.heldUpBy.claim, exercise, learners: members.map(({ id }) => id), since }];
    })
    .sort((a, b) => b.learners.length - a.learners.length || a.since.getTime() - b.since.getTime());
}

export function exerciseTitle({ labs }: RoomView, lab: string, exercise: string): string {
  const found = labs.find(({ id }) => id === lab)?.exercises.find(({ id }) => id === exercise);
  return found?.title ?? exercise;
}
