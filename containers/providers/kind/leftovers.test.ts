import { expect, test } from 'vitest';
import { label } from '#containers/labels.ts';
import { judgeLeftovers } from './leftovers.ts';

const now = new Date('2026-01-01T12:00:00Z');

function part(id: string, more: Readonly<Record<string, string>> = {}) {
  return {
    Labels: {
      [label.installation]: 'inst',
      [label.environment]: id,
      [label.owner]: 'local',
      [label.attempt]: 'a',
      [label.lab]: 'lab',
      [label.createdAt]: '2026-01-01T11:58:00.000Z',
      [label.instance]: 'living',
      ...more,
    },
  };
}

const lease = (expires: string) => ({ [label.part]: 'lease', [label.expiresAt]: expires });
const judge = (objects: readonly { readonly Labels: Readonly<Record<string, string>> }[]) =>
  judgeLeftovers({ objects, now, isAlive: (id) => Promise.resolve(id === 'living') });

test('what is leased, just expired or being made is no leftover; nor is what is not ours', async () => {
  const objects = [
    ...[part('a'), part('a', lease('2026-01-01T13:00:00.000Z'))],
    ...[part('b'), part('b', lease('2026-01-01T11:57:00.000Z'))],
    part('c'),
    { Labels: { [label.environment]: 'd' } },
  ];
  expect(await judge(objects)).toEqual([]);
});

test('the newest lease counts', async () => {
  const objects = [
    part('a', lease('2026-01-01T11:00:00.000Z')),
    part('a', lease('2026-01-01T12:30:00.000Z')),
  ];
  expect(await judge(objects)).toEqual([]);
});

test('says why something is left over', async () => {
  const objects = [
    ...[part('a'), part('a', lease('2026-01-01T11:00:00.000Z'))],
    part('b', { [label.instance]: 'dead' }),
    part('c', { [label.createdAt]: '2026-01-01T11:00:00.000Z' }),
  ];
  expect(await judge(objects)).toEqual([
    { id: 'a', installation: 'inst', why: 'its time was up 60 min ago' },
    { id: 'b', installation: 'inst', why: 'the process that was making it is gone' },
    { id: 'c', installation: 'inst', why: 'it has been in the making for too long' },
  ]);
});
