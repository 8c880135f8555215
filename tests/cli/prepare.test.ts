import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashFiles, Obstacle, requireHost } from '../../site/cli/prepare.mjs';

describe('bootstrapping', () => {
  it('accepts any Node from 20 on Linux', () => {
    expect(() => requireHost('v20.0.0', 'linux')).not.toThrow();
    expect(() => requireHost('v26.1.0', 'linux')).not.toThrow();
  });

  it('says plainly what is missing otherwise', () => {
    expect(() => requireHost('v18.19.0', 'linux')).toThrow(Obstacle);
    expect(() => requireHost('v18.19.0', 'linux')).toThrow(
      'Kindlab needs Node 20 or newer to start; this is v18.19.0.',
    );
    expect(() => requireHost('v24.0.0', 'darwin')).toThrow('this is darwin');
  });

  it('sees a change of content and of name, and not of order', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-hash-'));
    const [a, b] = [path.join(folder, 'a'), path.join(folder, 'b')];
    await writeFile(a, '1');
    await writeFile(b, '2');
    const before = await hashFiles([a, b], folder);
    expect(await hashFiles([b, a], folder)).toBe(before);
    await writeFile(b, '3');
    expect(await hashFiles([a, b], folder)).not.toBe(before);
  });
});
