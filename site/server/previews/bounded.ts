import { Transform } from 'node:stream';

/** Lets so many bytes through and then breaks the line. */
export function atMost(bytes: number): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      left -= chunk.length;
      if (left < 0) done(new Error(`More than ${bytes} bytes went through a preview.`));
      else done(null, chunk);
    },
  });
}
