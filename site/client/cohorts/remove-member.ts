import { memberLeaving, type CohortView, type MemberLeaving } from '#site/protocol/cohorts.ts';
import { nothing, request } from '../http/request.ts';
import { OwnWords } from '../language/own-words.ts';
import { confirm } from '../ui/confirm.ts';
import { h, type Child } from '../ui/h.ts';
import type { Member } from './member-table.ts';
import { sayWallTime } from './wall-time.ts';
import { t } from './words.ts';

const sendMs = 30_000;

/** Says what it means, asks, and takes somebody out of a cohort. Answers whether they are out. */
export async function removeMember(
  path: string,
  { name, timeZone }: Pick<CohortView, 'name' | 'timeZone'>,
  member: Member,
): Promise<boolean> {
  const of = `${path}/members/${encodeURIComponent(member.id)}`;
  const signal = (): AbortSignal => AbortSignal.timeout(sendMs);
  const [answer, words] = await Promise.all([
    request({ path: `${of}/leaving`, schema: memberLeaving, signal: signal() }),
    OwnWords.load(),
  ]);
  const leaving = words.of(answer);
  const { yes } = await confirm({
    title: t('Remove {{member}} from {{cohort}}?', { member: member.name, cohort: name }),
    body: leavingWords(leaving, timeZone),
    yes: t('Remove'),
    no: t('Keep'),
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
          t(
            '{{name}} does not see the room, the marks and the charts of this cohort any more. Help that is under way ends.',
            { name },
          ),
        ]
      : [
          t(
            '{{name}} gives the seat back, and does not stand in the room and in the marks any more. Begun work stays {{name}}’s own, and counts again after coming back.',
            { name },
          ),
          ...runningWords(name, running, timeZone),
          t('A raised hand goes down, and help that is under way ends.'),
        ];
  const codes =
    goodCodes === 1
      ? t('One code is still good with which {{name}} could come back. Take them back under “Codes”.', {
          name,
        })
      : t(
          '{{goodCodes}} codes are still good with which {{name}} could come back. Take them back under “Codes”.',
          { goodCodes, name },
        );
  return [...lines.map((line) => h('p', {}, line)), goodCodes > 0 && h('p', {}, codes)];
}

function runningWords(name: string, running: MemberLeaving['running'], timeZone: string): readonly string[] {
  if (running.length === 0) return [t('{{name}} has no lab running in this cohort.', { name })];
  return running.map(({ title, until }) =>
    until === null
      ? t('The lab {{title}}, which is being made now, goes on until its lease ends.', { title })
      : t('The lab {{title}} goes on until its lease ends: {{until}}.', {
          title,
          until: sayWallTime(until, timeZone),
        }),
  );
}
