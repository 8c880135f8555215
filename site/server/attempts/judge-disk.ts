import type { FullDisk } from '#containers/contract/environment.ts';

export interface DiskRules {
  /** What one environment may take; 0: as much as there is. */
  readonly limitMiB: number;
  /** What is left to everything else on this machine. */
  readonly keepFreeMiB: number;
}

/** What one environment takes of the disk, by the last look. */
export interface DiskUse {
  readonly id: string;
  readonly usedMiB: number;
  /** Beyond what it took when it was new. */
  readonly grownMiB: number;
  /** In place of the limit, for one that has been full before and comes back with what its learner still has to delete. */
  readonly allowedMiB?: number | undefined;
}

/** From this share of the limit on its learner is warned. */
const warnShare = 0.8;
/** Who has written less than this is not why the machine's disk is full. */
const leastGrownMiB = 256;

/**
 * Which environments have to stop writing: those above their limit, or, where the machine has too little left and none of
 * them is, the one that has written most.
 */
export function judgeDisk(
  uses: readonly DiskUse[],
  freeMiB: number | undefined,
  { limitMiB, keepFreeMiB }: DiskRules,
): ReadonlyMap<string, FullDisk> {
  const above = uses.filter(
    ({ usedMiB, allowedMiB }) => limitMiB > 0 && usedMiB > Math.max(limitMiB, allowedMiB ?? 0),
  );
  if (above.length > 0) return new Map(above.map(({ id, usedMiB }) => [id, { usedMiB, limitMiB }]));
  if (freeMiB === undefined || freeMiB >= keepFreeMiB) return new Map();
  const [most] = uses.toSorted((a, b) => b.grownMiB - a.grownMiB);
  if (most === undefined || most.grownMiB < leastGrownMiB) return new Map();
  return new Map([[most.id, { usedMiB: most.usedMiB }]]);
}

/** What its learner is told in good time; `undefined`: nothing needs to be said. */
export function nearlyFull(usedMiB: number, { limitMiB }: DiskRules): Required<FullDisk> | undefined {
  return limitMiB > 0 && usedMiB >= limitMiB * warnShare ? { usedMiB, limitMiB } : undefined;
}

/** One that was stopped and comes back may write a little more than it has, so that somebody can tidy up in it. */
export function allowedAfter(usedMiB: number, { limitMiB }: DiskRules): number {
  return Math.round(usedMiB + limitMiB / 8);
}

/** From here on nobody can tidy up in it any more: each time it would take a little more. */
export function isBeyondHope({ usedMiB, limitMiB }: FullDisk): boolean {
  return limitMiB !== undefined && usedMiB > limitMiB * 2;
}
