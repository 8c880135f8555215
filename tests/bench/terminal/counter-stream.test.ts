import { expect, test } from 'vitest';
import { CounterStream } from './counter-stream.ts';

const stream = Array.from({ length: 500 }, (_, index) => `${String(index + 1).padStart(9, '0')}\r\n`).join(
  '',
);

function taken(text: string, pieceBytes: number): CounterStream {
  const counter = new CounterStream();
  const bytes = Buffer.from(`READY$ seq 1 900000000\r\n\u001b[?2004l\r${text}`);
  for (let at = 0; at < bytes.length; at += pieceBytes) counter.take(bytes.subarray(at, at + pieceBytes));
  return counter;
}

test.each([1, 7, 4096])('a whole stream is whole, in pieces of %i bytes', (pieceBytes) => {
  expect(taken(stream, pieceBytes)).toMatchObject({ lost: 0, repeated: 0, count: 500 });
});

test('sees a lost line, a lost byte, a repeated line and a repeated byte', () => {
  expect(taken(stream.slice(0, 110) + stream.slice(121), 64)).toMatchObject({ lost: 11, repeated: 0 });
  expect(taken(stream.slice(0, 113) + stream.slice(114), 64).lost).toBeGreaterThan(0);
  expect(taken(stream.slice(0, 121) + stream.slice(110), 64)).toMatchObject({ lost: 0, repeated: 11 });
  expect(taken(stream.slice(0, 114) + stream.slice(113), 64).repeated).toBeGreaterThan(0);
});
