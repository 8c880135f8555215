import { execFileSync } from 'node:child_process';
import { linkSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tarOf, zipOf, type TarEntry } from './archives.test-support.ts';
import { submissionLimits as limits } from './limits.ts';
import { readSubmission, type Submission } from './read-submission.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-submission-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const good = { 'solution/store-secret/1.sh': 'vault kv put', 'solution/connect-store/store.yaml': 'kind: x' };

async function hand(name: string, content: Buffer): Promise<Submission> {
  await writeFile(path.join(folder, name), content);
  return readSubmission({ address: path.join(folder, name) });
}

async function handFolder(files: Readonly<Record<string, string>>, name = 'hand-in'): Promise<string> {
  const root = path.join(folder, name);
  await mkdir(root, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), content);
  }
  return root;
}

const tarOfFiles = (files: Readonly<Record<string, string>>) =>
  tarOf(Object.entries(files).map(([name, content]) => ({ path: name, content })));

const zipOfFiles = (files: Readonly<Record<string, string>>) =>
  zipOf(Object.entries(files).map(([name, content]) => ({ path: name, content })));

/** Overwrites every occurrence of a text in an archive by another one of the same length. */
function forged(archive: Buffer, text: string, other: string): Buffer {
  return Buffer.from(archive.toString('latin1').replaceAll(text, other), 'latin1');
}

function outcome({ content }: Submission): string {
  return content.kind === 'rejected' ? content.code : content.files.map(({ path: name }) => name).join(' ');
}

const goodPaths = 'solution/connect-store/store.yaml solution/store-secret/1.sh';

describe('the same files are the same submission', () => {
  test('whether in a folder, a tar, a gzipped tar, a zip or a repository, or below one folder', async () => {
    const nested = Object.fromEntries(Object.entries(good).map(([name, text]) => [`mine/${name}`, text]));
    const seen = [
      await readSubmission({ address: await handFolder({ ...good, 'README.md': 'hello' }) }),
      await readSubmission({ address: await handFolder(nested, 'nested') }),
      await hand('a.tar', tarOfFiles(good)),
      await hand('a.tar.gz', gzipSync(tarOfFiles(nested))),
      await hand('a.zip', await zipOfFiles({ ...nested, 'mine/README.md': 'hello' })),
      await readSubmission({ address: await repository(good), ref: 'main' }),
    ];
    expect(seen.map(outcome)).toEqual(seen.map(() => goodPaths));
    expect(new Set(seen.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(seen.map(({ name }) => name)).toEqual(['hand-in', 'nested', 'a', 'a', 'a', 'repo@main']);
  });

  test('and one changed byte, or a byte that moves between name and content, makes another one', async () => {
    const variants = [good, { ...good, 'solution/a': 'bc' }, { ...good, 'solution/ab': 'c' }];
    const hashes = variants.map(
      async (files, index) => (await hand(`${String(index)}.tar`, tarOfFiles(files))).sha256,
    );
    expect(new Set(await Promise.all(hashes)).size).toBe(3);
  });
});

const many = Object.fromEntries(
  Array.from({ length: limits.files + 1 }, (_, index) => [`solution/${String(index)}.yaml`, 'x']),
);
const large = 'x'.repeat(limits.fileBytes + 1);
const half = Array.from({ length: 5 }, (_, index) => ({
  path: `solution/${String(index)}`,
  content: 'x'.repeat(limits.fileBytes - 1),
}));

describe('a hostile tar is rejected', () => {
  test.each<[string, readonly TarEntry[], string]>([
    ['climbing out', [{ path: 'solution/../../etc/cron.d/x', content: 'x' }], 'unsafe-path'],
    ['an absolute path', [{ path: '/solution/x', content: 'x' }], 'unsafe-path'],
    ['a backslash', [{ path: 'solution\\..\\x', content: 'x' }], 'unsafe-path'],
    ['control characters', [{ path: 'solution/\u001b[2J', content: 'x' }], 'unsafe-path'],
    ['a deep path', [{ path: `solution/${'d/'.repeat(20)}x`, content: 'x' }], 'unsafe-path'],
    [
      'a symbolic link',
      [{ path: 'solution/x', type: 'SymbolicLink', linkpath: '/etc/shadow' }],
      'special-file',
    ],
    ['a hard link', [{ path: 'solution/x', type: 'Link', linkpath: '/etc/shadow' }], 'special-file'],
    ['a link elsewhere', [{ path: 'x', type: 'SymbolicLink', linkpath: 'solution' }], 'special-file'],
    ['a device', [{ path: 'solution/sda', type: 'BlockDevice' }], 'special-file'],
    ['a pipe', [{ path: 'solution/pipe', type: 'FIFO' }], 'special-file'],
    ['a large file', [{ path: 'solution/x', content: large }], 'too-large'],
    ['large files', half, 'too-large'],
    ['a size that lies', [{ path: 'solution/x', content: 'x', size: 2 ** 33 }], 'too-large'],
    ['a file that is cut off', [{ path: 'solution/x', content: 'x', size: 5000 }], 'archive-invalid'],
    ['the same file twice', [{ path: 'solution/x' }, { path: './solution/x' }], 'archive-invalid'],
    ['nothing to grade', [{ path: 'README.md', content: 'x' }], 'empty'],
    ['two solutions', [{ path: 'a/solution/x' }, { path: 'b/solution/x' }], 'archive-invalid'],
  ])('for %s', async (_, entries, code) => {
    expect(outcome(await hand('a.tar', tarOf(entries)))).toBe(code);
  });

  test('for many files, and for many entries beside the solution', async () => {
    expect(outcome(await hand('a.tar', tarOfFiles(many)))).toBe('too-large');
    const beside = Array.from({ length: limits.entries + 1 }, (__, index) => ({ path: `x${String(index)}` }));
    expect(outcome(await hand('a.tar', tarOf(beside)))).toBe('too-large');
  });

  test('for a bomb: 1 GiB of zeros in 1 MiB', async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 28), { level: 9 });
    expect(bomb.length).toBeLessThan(limits.archiveBytes);
    expect(outcome(await hand('a.tar.gz', Buffer.concat([bomb, bomb, bomb, bomb])))).toBe('too-large');
  });

  test('for being none', async () => {
    expect(outcome(await hand('a.tar', Buffer.from('x'.repeat(4096))))).toBe('archive-invalid');
    expect(outcome(await hand('a.tgz', Buffer.from([0x1f, 0x8b, 1, 2, 3])))).toBe('archive-invalid');
    expect(outcome(await hand('a.rar', Buffer.alloc(10)))).toBe('unknown-kind');
    expect(outcome(await hand('a.zip', Buffer.alloc(limits.archiveBytes + 1)))).toBe('too-large');
  });
});

describe('a hostile zip is rejected', () => {
  test('for links, devices, large files, and paths that climb out', async () => {
    const link = { path: 'solution/x', content: '/etc/shadow', mode: 0o120777 };
    expect(outcome(await hand('a.zip', await zipOf([link])))).toBe('special-file');
    expect(outcome(await hand('a.zip', await zipOf([{ ...link, mode: 0o060600 }])))).toBe('special-file');
    expect(outcome(await hand('a.zip', await zipOf([{ path: 'solution/x', content: large }])))).toBe(
      'too-large',
    );
    const climbing = forged(await zipOfFiles({ 'solution/up/x': 'x' }), '/up/', '/../');
    expect(outcome(await hand('a.zip', climbing))).toBe('unsafe-path');
  });

  test('for a bomb that claims to be small', async () => {
    const zip = await zipOf([{ path: 'solution/x', content: Buffer.alloc(limits.fileBytes * 8) }]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(limits.fileBytes * 8);
    const lying = forged(zip, size.toString('latin1'), '\u0010\u0000\u0000\u0000');
    expect(lying.equals(zip)).toBe(false);
    expect(outcome(await hand('a.zip', lying))).toBe('archive-invalid');
  });

  test('for being cut off, or none', async () => {
    const zip = await zipOfFiles(good);
    expect(outcome(await hand('a.zip', zip.subarray(0, zip.length - 30)))).toBe('archive-invalid');
    expect(outcome(await hand('a.zip', Buffer.from('PK')))).toBe('archive-invalid');
  });
});

describe('a hostile folder is rejected', () => {
  test('for a link in it, to it, or in place of its solution', async () => {
    await writeFile(path.join(folder, 'secret'), 'of the host');
    const root = await handFolder(good);
    await symlink('/etc/passwd', path.join(root, 'solution', 'link'));
    expect(outcome(await readSubmission({ address: root }))).toBe('special-file');
    await symlink(root, path.join(folder, 'to-it'));
    expect(outcome(await readSubmission({ address: path.join(folder, 'to-it') }))).toBe('special-file');
    const other = await handFolder({ 'README.md': 'x' }, 'other');
    await symlink(root, path.join(other, 'solution'));
    expect(outcome(await readSubmission({ address: other }))).toBe('special-file');
  });

  test('for a pipe, which would never end', async () => {
    const root = await handFolder(good);
    execFileSync('bash', ['-c', 'mkfifo "$1"', 'pipe', path.join(root, 'solution', 'pipe')]);
    expect(outcome(await readSubmission({ address: root }))).toBe('special-file');
  });

  test('for a large file; a hard link is the file that it is', async () => {
    const root = await handFolder({ ...good, 'solution/large': large });
    expect(outcome(await readSubmission({ address: root }))).toBe('too-large');
    const linked = await handFolder(good, 'linked');
    linkSync(path.join(linked, 'solution/store-secret/1.sh'), path.join(linked, 'solution/2.sh'));
    expect(outcome(await readSubmission({ address: linked }))).toContain('solution/2.sh');
  });

  test('for being absent', async () => {
    expect(outcome(await readSubmission({ address: path.join(folder, 'nothing') }))).toBe('not-found');
  });
});

async function repository(files: Readonly<Record<string, string>>, name = 'repo.git'): Promise<string> {
  const root = await handFolder(files, name);
  git(root, 'init', '--quiet', '--initial-branch', 'main');
  git(root, 'add', '.');
  git(root, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'solution');
  return root;
}

function git(cwd: string, ...args: string[]): void {
  execFileSync('git', args, { cwd, stdio: 'pipe' });
}

describe('a hostile repository is rejected', () => {
  test('for a link in its solution, or a large file', async () => {
    const root = await repository(good);
    await symlink('/etc/passwd', path.join(root, 'solution', 'link'));
    git(root, 'add', '.');
    git(root, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'link');
    expect(outcome(await readSubmission({ address: root }))).toBe('special-file');
    expect(outcome(await readSubmission({ address: root, ref: 'HEAD' }))).toBe('special-file');
    expect(
      outcome(await readSubmission({ address: await repository({ 'solution/x': large }, 'large.git') })),
    ).toBe('too-large');
  });

  test('for a transport that runs a program, and for a ref that is an option', async () => {
    const address = `ext::sh -c touch% ${folder}/ran% >&2 .git`;
    expect(outcome(await readSubmission({ address, ref: 'main' }))).toBe('git');
    const root = await repository(good);
    const ref = `--upload-pack=touch ${folder}/ran`;
    expect(outcome(await readSubmission({ address: root, ref }))).toBe('git');
    expect(await readdir(folder)).not.toContain('ran');
  });

  test('for a ref that is not there, or no repository, in words that help', async () => {
    const root = await repository(good);
    const { content } = await readSubmission({ address: root, ref: 'v9' });
    expect(content).toMatchObject({ code: 'git', why: expect.stringContaining('v9') as string });
    expect(outcome(await readSubmission({ address: `${folder}/nothing.git` }))).toBe('git');
  });
});
