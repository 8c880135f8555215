import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { fileLimits, type WorkspaceFiles } from '#containers/contract/workspace-files.ts';
import { faultCode } from '#tests/conformance/drive.ts';
import { workspaceFiles } from './workspace-files.ts';

const signal = new AbortController().signal;
const bytes = new TextEncoder().encode('text\n');

/** The same script as in a workspace, in a home folder of this machine. */
async function localFiles(): Promise<
  AsyncDisposable & { readonly home: string; readonly files: WorkspaceFiles }
> {
  const home = await mkdtemp(join(tmpdir(), 'kindlab-files-'));
  const files = workspaceFiles(async ({ command, stdin = '', outputBytes }, abort) => {
    const [program = '', ...words] = command;
    const result = await execa(program, words, {
      env: { HOME: home },
      input: stdin,
      reject: false,
      stripFinalNewline: false,
      cancelSignal: abort,
      maxBuffer: outputBytes,
    });
    return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
  });
  return { home, files, [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }) };
}

test('a file is written, read, changed by somebody else, and then not overwritten', async () => {
  await using place = await localFiles();
  const { files, home } = place;
  const revision = await files.write({ path: 'a/b c.yaml', bytes }, signal);
  expect(await files.read('a/b c.yaml', signal)).toEqual({ bytes: Buffer.from(bytes), revision });
  expect(await files.list(signal)).toMatchObject({
    complete: true,
    entries: [
      { path: 'a', kind: 'folder' },
      { path: 'a/b c.yaml', kind: 'file', bytes: 5 },
    ],
  });
  await writeFile(join(home, 'a/b c.yaml'), 'from the shell\n');
  const late = files.write({ path: 'a/b c.yaml', bytes, replaces: revision }, signal);
  await expect(late).rejects.toThrow(expect.objectContaining(faultCode('FILE_CHANGED')));
  const present = await files.read('a/b c.yaml', signal);
  await files.write({ path: 'a/b c.yaml', bytes, replaces: present.revision }, signal);
  expect((await files.read('a/b c.yaml', signal)).revision).toBe(revision);
  const blind = files.write({ path: 'a/b c.yaml', bytes }, signal);
  await expect(blind).rejects.toThrow(expect.objectContaining(faultCode('FILE_EXISTS')));
  const left = (await files.list(signal)).entries.map(({ path }) => path);
  expect(left.sort()).toEqual(['a', 'a/b c.yaml']);
});

test('a link leads nowhere, neither as the file nor on the way', async () => {
  await using place = await localFiles();
  const { files, home } = place;
  await symlink(tmpdir(), join(home, 'out'));
  await symlink('/etc/hostname', join(home, 'name'));
  const attempts = [
    () => files.read('name', signal),
    () => files.read('out/x', signal),
    () => files.write({ path: 'out/x', bytes }, signal),
    () => files.rename('out/x', 'y', signal),
    () => files.remove('out/x', signal),
  ];
  for (const attempt of attempts) {
    await expect(attempt()).rejects.toThrow(expect.objectContaining(faultCode('NOT_ALLOWED')));
  }
  await files.remove('out', signal);
  expect((await files.list(signal)).entries).toMatchObject([{ path: 'name', kind: 'link' }]);
});

test('what is too large is refused, and too many are said to be', async () => {
  await using place = await localFiles();
  const { files, home } = place;
  await writeFile(join(home, 'large'), '');
  await truncate(join(home, 'large'), fileLimits.bytes + 1);
  await expect(files.read('large', signal)).rejects.toThrow(
    expect.objectContaining(faultCode('FILE_TOO_LARGE')),
  );
  await execa('bash', ['-c', `cd "$1" && touch $(seq ${fileLimits.entries})`, 'touch', home]);
  const { entries, complete } = await files.list(signal);
  expect(entries).toHaveLength(fileLimits.entries);
  expect(complete).toBe(false);
});

test('renaming takes nobody else’s name, removing takes all that is in it', async () => {
  await using place = await localFiles();
  const { files } = place;
  await files.write({ path: 'a/one', bytes }, signal);
  await files.write({ path: 'b', bytes }, signal);
  await expect(files.rename('a', 'b', signal)).rejects.toThrow(
    expect.objectContaining(faultCode('FILE_EXISTS')),
  );
  await expect(files.rename('a', 'a/in/itself', signal)).rejects.toThrow(
    expect.objectContaining(faultCode('PROTOCOL')),
  );
  await files.rename('a', 'c/d', signal);
  expect((await files.read('c/d/one', signal)).bytes).toEqual(Buffer.from(bytes));
  await files.remove('c', signal);
  await expect(files.read('c/d/one', signal)).rejects.toThrow(
    expect.objectContaining(faultCode('NOT_FOUND')),
  );
});

test('names that a shell would run are only names', async () => {
  await using place = await localFiles();
  const { files } = place;
  for (const path of ['-n', '$(touch evil)', '`touch evil`', "it's", 'a*', 'grün ✓']) {
    await files.write({ path, bytes }, signal);
    expect((await files.read(path, signal)).bytes, path).toEqual(Buffer.from(bytes));
    await files.remove(path, signal);
  }
  expect((await files.list(signal)).entries).toEqual([]);
});
