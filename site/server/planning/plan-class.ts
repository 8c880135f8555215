import type { ClassPlan } from '#site/protocol/planning.ts';
import { defaultQuotaRules, growthMiB } from '#containers/sessions/quota.ts';

/** Unknown is `undefined`, and never counts as nothing. */
export interface Resources {
  readonly memoryMiB: number | undefined;
  readonly cores: number | undefined;
  readonly diskMiB: number | undefined;
}

export interface EnvironmentCost extends Resources {
  readonly memoryMiB: number;
  readonly source: ClassPlan['source'];
  /** From asking for an environment to its first prompt. */
  readonly startSeconds: number;
}

export interface ClassQuestion {
  readonly learners: number;
  readonly startsAt: Date;
  readonly now: Date;
  readonly each: EnvironmentCost;
  /** What is not used on this machine. */
  readonly machine: Resources;
  /** Environments that run: they may still grow. */
  readonly running: number;
}

const minuteMs = 60_000;
/** Between the last environment and the first learner. */
const spareMinutes = 5;
const keepDiskMiB = 4096;

/** What a class takes of this machine, whether it has that, and what to do. Pure. */
export function planClass({ learners, startsAt, now, each, machine, running }: ClassQuestion): ClassPlan {
  const perLearner: Resources = { ...each, memoryMiB: each.memoryMiB + growthMiB };
  const free: Resources = {
    memoryMiB: less(machine.memoryMiB, defaultQuotaRules.keepFreeMiB + running * growthMiB),
    cores: machine.cores,
    diskMiB: less(machine.diskMiB, keepDiskMiB),
  };
  const room = names.map((name) => ({ name, most: mostOf(free[name], perLearner[name]) }));
  const fitting = Math.min(learners, ...room.map(({ most }) => most ?? Number.POSITIVE_INFINITY));
  const scarce = room.filter(({ most }) => most !== undefined && most < learners).map(({ name }) => name);
  const warmMinutes = Math.ceil((Math.max(fitting, 1) * each.startSeconds) / 60) + spareMinutes;
  const warmAt = new Date(startsAt.getTime() - warmMinutes * minuteMs);
  const needs = times(perLearner, learners);
  return {
    learners,
    startsAt: startsAt.toISOString(),
    each: view(perLearner),
    source: each.source,
    needs: view(needs),
    free: view(free),
    fits: fitting === learners,
    fitting,
    warmAt: warmAt.toISOString(),
    warmMinutes,
    advice: [
      ...scarcity({ learners, fitting, scarce, needs, free }),
      ...(fitting === 0 ? [] : whenToWarm({ now, startsAt, warmAt, warmMinutes, fitting })),
      ...unknowns(perLearner, free),
    ],
  };
}

const names = ['memoryMiB', 'cores', 'diskMiB'] as const;
type Name = (typeof names)[number];

function less(amount: number | undefined, part: number): number | undefined {
  return amount === undefined ? undefined : Math.max(0, amount - part);
}

function mostOf(free: number | undefined, each: number | undefined): number | undefined {
  if (free === undefined || each === undefined || each <= 0) return undefined;
  return Math.floor(free / each);
}

function times(each: Resources, count: number): Resources {
  const all = (amount: number | undefined): number | undefined =>
    amount === undefined ? undefined : amount * count;
  return { memoryMiB: all(each.memoryMiB), cores: all(each.cores), diskMiB: all(each.diskMiB) };
}

function view({ memoryMiB, cores, diskMiB }: Resources): ClassPlan['needs'] {
  return {
    memoryMiB: memoryMiB === undefined ? null : Math.round(memoryMiB),
    cores: cores === undefined ? null : Math.round(cores * 100) / 100,
    diskMiB: diskMiB === undefined ? null : Math.round(diskMiB),
  };
}

/** Sentences of their own, which other languages can say. */
function sayMissing(name: Name, missing: number): string {
  const [gib, cores] = [(missing / 1024).toFixed(1), missing.toFixed(1)];
  switch (name) {
    case 'memoryMiB':
      return `${gib} GiB of memory are missing.`;
    case 'cores':
      return `${cores} processor cores are missing.`;
    case 'diskMiB':
      return `${gib} GiB of disk are missing.`;
  }
}

const unmeasured: Readonly<Record<Name, string>> = {
  memoryMiB: 'Nothing was measured of memory, so it is not part of this answer.',
  cores: 'Nothing was measured of the processor, so it is not part of this answer.',
  diskMiB: 'Nothing was measured of the disk, so it is not part of this answer.',
};

function scarcity({
  learners,
  fitting,
  scarce,
  needs,
  free,
}: Pick<ClassPlan, 'fitting' | 'learners'> & {
  readonly scarce: readonly Name[];
  readonly needs: Resources;
  readonly free: Resources;
}): readonly string[] {
  if (scarce.length === 0) return [];
  const groups = fitting === 0 ? undefined : Math.ceil(learners / fitting);
  return [
    ...scarce.map((name) => sayMissing(name, (needs[name] ?? 0) - (free[name] ?? 0))),
    `${fitting} of ${learners} learners fit now.`,
    ...(groups === undefined
      ? []
      : [`On this machine the class works in ${groups} groups, one after another.`]),
    'Otherwise take a larger machine, or end what else runs on this one.',
  ];
}

function whenToWarm({
  now,
  startsAt,
  warmAt,
  warmMinutes,
  fitting,
}: {
  readonly now: Date;
  readonly startsAt: Date;
  readonly warmAt: Date;
  readonly warmMinutes: number;
  readonly fitting: number;
}): readonly string[] {
  const minutes = warmMinutes - spareMinutes;
  const work = `Making ${fitting} environments one after another takes about ${minutes} minutes.`;
  if (startsAt <= now) return [work];
  const moment = sayMoment(warmAt);
  if (warmAt > now) return [work, `A server with accounts begins by itself at ${moment}.`];
  return [work, `It should have begun at ${moment}: not all will be ready at the start.`];
}

function sayMoment(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function unknowns(each: Resources, free: Resources): readonly string[] {
  const unknown = names.filter((name) => each[name] === undefined || free[name] === undefined);
  if (unknown.length === 0) return [];
  return [...unknown.map((name) => unmeasured[name]), 'Start a lab here and ask again while it runs.'];
}
