import { expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { fileLimits } from '#containers/contract/workspace-files.ts';
import { faultCode } from './drive.ts';
import { openTerminal } from './terminal.ts';

const signal = (): AbortSignal => AbortSignal.timeout(30_000);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What every provider promises about the files of a workspace. Call it inside a `describe` that has an environment. */
export function testFiles(environment: () => Environment, prompt: string): void {
  const files = (): Environment['files'] => environment().files;
  const textOf = async (path: string): Promise<string> =>
    new TextDecoder().decode((await files().read(path, signal())).bytes);
  const refuses = (code: Parameters<typeof faultCode>[0]): unknown =>
    expect.objectContaining(faultCode(code));

  test('files: written, read, listed; the folders on the way are made', async () => {
    const path = 'files/deep/grün ✓.yaml';
    const revision = await files().write({ path, bytes: bytesOf('a: 1\n') }, signal());
    expect(await files().read(path, signal())).toMatchObject({ revision });
    expect(await textOf(path)).toBe('a: 1\n');
    const { entries, complete } = await files().list(signal());
    expect(complete).toBe(true);
    const found = entries.find((each) => each.path === path);
    expect(found).toMatchObject({ kind: 'file', bytes: 5 });
    expect(Math.abs(Date.now() - (found?.changedAt.getTime() ?? 0))).toBeLessThan(120_000);
    expect(entries.find((each) => each.path === 'files/deep')?.kind).toBe('folder');
  });

  test('files: every byte passes unchanged', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);
    await files().write({ path: 'files/every-byte', bytes }, signal());
    expect(Buffer.from((await files().read('files/every-byte', signal())).bytes).equals(bytes)).toBe(true);
  });

  test('files: nothing is written over what the writer has not seen', async () => {
    const path = 'files/kept.txt';
    const first = await files().write({ path, bytes: bytesOf('first') }, signal());
    const again = files().write({ path, bytes: bytesOf('blind') }, signal());
    await expect(again).rejects.toThrow(refuses('FILE_EXISTS'));
    const second = await files().write({ path, bytes: bytesOf('second'), replaces: first }, signal());
    expect(second).not.toBe(first);
    const late = files().write({ path, bytes: bytesOf('late'), replaces: first }, signal());
    await expect(late).rejects.toThrow(refuses('FILE_CHANGED'));
    expect(await textOf(path)).toBe('second');
    const gone = files().write({ path: 'files/none.txt', bytes: bytesOf('x'), replaces: first }, signal());
    await expect(gone).rejects.toThrow(refuses('FILE_CHANGED'));
  });

  test('files: the shell sees the same ones, and its changes count', async () => {
    const path = 'files/shared.txt';
    const seen = await files().write({ path, bytes: bytesOf('from the page\n') }, signal());
    const terminal = await openTerminal(environment(), 'files', prompt);
    await terminal.type(`cat ${path}\r`, 'from the page');
    await terminal.type(`echo from-the-shell > ${path}\r`, prompt);
    await expect.poll(() => textOf(path), { timeout: 10_000 }).toBe('from-the-shell\n');
    const late = files().write({ path, bytes: bytesOf('late'), replaces: seen }, signal());
    await expect(late).rejects.toThrow(refuses('FILE_CHANGED'));
    await terminal.shell.detach();
  });

  test('files: links are shown, but lead nowhere', async () => {
    const terminal = await openTerminal(environment(), 'files', prompt);
    await terminal.type('ln -s /etc leak\r', prompt);
    const kindOfLeak = async (): Promise<string | undefined> =>
      (await files().list(signal())).entries.find(({ path }) => path === 'leak')?.kind;
    await expect.poll(kindOfLeak, { timeout: 10_000 }).toBe('link');
    await terminal.shell.detach();
    for (const path of ['leak', 'leak/passwd']) {
      await expect(files().read(path, signal())).rejects.toThrow(refuses('NOT_ALLOWED'));
    }
    const through = files().write({ path: 'leak/new.txt', bytes: bytesOf('x') }, signal());
    await expect(through).rejects.toThrow(refuses('NOT_ALLOWED'));
    await expect(files().remove('leak/passwd', signal())).rejects.toThrow(refuses('NOT_ALLOWED'));
    await files().remove('leak', signal());
    expect(await kindOfLeak()).toBeUndefined();
  });

  test('files: renamed and removed, also with all that is in them', async () => {
    await files().write({ path: 'files/old/one.txt', bytes: bytesOf('one') }, signal());
    await files().write({ path: 'files/taken.txt', bytes: bytesOf('taken') }, signal());
    const taken = files().rename('files/old/one.txt', 'files/taken.txt', signal());
    await expect(taken).rejects.toThrow(refuses('FILE_EXISTS'));
    expect(await textOf('files/taken.txt')).toBe('taken');
    await files().rename('files/old', 'files/new/home', signal());
    expect(await textOf('files/new/home/one.txt')).toBe('one');
    await files().remove('files', signal());
    const { entries } = await files().list(signal());
    expect(entries.filter(({ path }) => path.startsWith('files'))).toEqual([]);
    await expect(files().remove('files', signal())).rejects.toThrow(refuses('NOT_FOUND'));
    await expect(files().rename('files', 'other', signal())).rejects.toThrow(refuses('NOT_FOUND'));
    await expect(files().read('files/taken.txt', signal())).rejects.toThrow(refuses('NOT_FOUND'));
  });

  test('files: no path leads out, and none is taken for an option', async () => {
    const wrong = [
      '',
      '/etc/passwd',
      '../x',
      'a/../../x',
      'a//b',
      './a',
      'a/',
      'a\nb',
      'a\0b',
      'x/'.repeat(20) + 'x',
    ];
    for (const path of wrong) {
      await expect(files().read(path, signal()), path).rejects.toThrow(refuses('PROTOCOL'));
    }
    await files().write({ path: '-rf', bytes: bytesOf('a name like any other') }, signal());
    await files().rename('-rf', '$(touch evil)', signal());
    expect(await textOf('$(touch evil)')).toBe('a name like any other');
    await files().remove('$(touch evil)', signal());
    expect((await files().list(signal())).entries.map(({ path }) => path)).not.toContain('evil');
  });

  test('files: the largest passes, a larger one is refused, also when it exists', async () => {
    const path = 'large.bin';
    const bytes = new Uint8Array(fileLimits.bytes).fill(97);
    const revision = await files().write({ path, bytes }, signal());
    expect((await files().read(path, signal())).revision).toBe(revision);
    const blind = files().write({ path, bytes }, signal());
    await expect(blind).rejects.toThrow(refuses('FILE_EXISTS'));
    const larger = files().write(
      { path, bytes: new Uint8Array(fileLimits.bytes + 1), replaces: revision },
      signal(),
    );
    await expect(larger).rejects.toThrow(refuses('FILE_TOO_LARGE'));
    await files().remove(path, signal());
  });
}
