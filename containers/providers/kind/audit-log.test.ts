import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Header } from 'tar';
import { expect, test } from 'vitest';
import { onlyFileOf } from './audit-log.ts';

const signal = AbortSignal.timeout(5000);

/** As the engine sends it: one file, in pieces that end anywhere. */
function archive(content: string): readonly Buffer[] {
  const size = Buffer.byteLength(content);
  const header = Buffer.alloc(512);
  new Header({ path: 'audit.log', mode: 0o644, size, type: 'File' }).encode(header);
  const whole = Buffer.concat([
    header,
    Buffer.from(content),
    Buffer.alloc(((512 - (size % 512)) % 512) + 1024),
  ]);
  return Array.from({ length: Math.ceil(whole.length / 700) }, (_, index) =>
    whole.subarray(index * 700, (index + 1) * 700),
  );
}

test('the log comes out of the archive byte for byte', async () => {
  const content = '{"type":"response"}\n'.repeat(5000);
  expect(await text(onlyFileOf(Readable.from(archive(content)), signal))).toBe(content);
  expect(await text(onlyFileOf(Readable.from(archive('')), signal))).toBe('');
});

test('an archive that ends too early, or breaks, is no log', async () => {
  const cut = archive('x'.repeat(5000)).slice(0, 3);
  await expect(text(onlyFileOf(Readable.from(cut), signal))).rejects.toThrow();
  const broken = new Readable({ read: () => undefined });
  const read = text(onlyFileOf(broken, signal));
  broken.destroy(new Error('the line is gone'));
  await expect(read).rejects.toThrow('the line is gone');
});
