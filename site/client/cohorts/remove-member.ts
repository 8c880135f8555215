import { memberLeaving, type CohortView, type MemberLeaving } from '#site/protocol/cohorts.ts';
import { nothing, request } from '../http/request.ts';
import { confirm } from '../ui/confirm.ts';
import { h, type Child } from '../ui/h.ts';
import type { Member } from './member-table.ts';
import { sayWallTime } from './wall-time.ts';

const sendMs = 30_000;

/** Says what it means, asks, and takes somebody out of a cohort. Answers whether they are out. */
export async function removeMember(
  path: string,
  { name, timeZone }: Pick<CohortView, 'name' | 'timeZone'>,
  member: Member,
): Promise<boolean> {
  const of = `${path}/members/${encodeURIComponent(member.id)}`;
  const signal = (): AbortSignal => AbortSignal.timeout(sendMs);
  const leaving = await request({ path: `${of}/leaving`, schema: memberLeaving, signal: signal() });
  const { yes } = await confirm({
    title: `Remove ${member.name} from ${name}?`,
    body: leavingWords(leaving, timeZone),
    yes: 'Remove',
    no: 'Keep',
    danger: true,
  });
  if (!yes) return false;
  await request({ method: 'DELETE', path: of, schema: nothing, signal: signal() });
  return true;
}

function leavingWords({ member, running, goodCodes }: MemberLeaving, timeZone: string): readonly Child[] {
  const { name } = member;
  const lines =
    member.role === 'instructor'
      ? [
          `${name} does not see the room, the marks and the charts of this cohort any more. Help that is under way ends.`,
        ]
      : [
          `${name} gives the seat back, and does not stand in the room and in the marks any more. Begun work stays ${name}’s own, and counts again after coming back.`,
          ...runningWords(name, running, timeZone),
          `A raised hand goes down, and help that is under way ends.`,
        ];
  const codes = goodCodes === 1 ? 'One code is' : `${goodCodes} codes are`;
  return [
    ...lines.map((line) => h('p', {}, line)),
    goodCodes > 0 &&
      h('p', {}, `${codes} still good with which ${name} could come back. Take them back under “Codes”.`),
  ];
}

function runningWords(name: string, running: MemberLeaving['running'], timeZone: string): readonly string[] {
  if (running.length === 0) return [`${name} has no lab running in this cohort.`];
  return running.map(({ title, until }) =>
    until === null
      ? `The lab ${title}, which is being made now, goes on until its lease ends.`
      : `The lab ${title} goes on until its lease ends: ${sayWallTime(until, timeZone)}.`,
  );
}
