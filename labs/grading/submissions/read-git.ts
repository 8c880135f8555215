import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, ExecaError } from 'execa';
import { FileSet, shown } from './file-set.ts';
import { submissionLimits as limits } from './limits.ts';
import { Rejected } from './rejected.ts';

const { seconds, packBytes } = limits.git;
const plainModes = new Set(['100644', '100755']);

/** No prompts, no hooks, no filters, no configuration of anybody, no transport that runs a program of its choice. */
const settings = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['protocol.allow', 'never'],
  ['protocol.https.allow', 'always'],
  ['protocol.file.allow', 'always'],
  ['fetch.fsckObjects', 'true'],
  ['http.followRedirects', 'false'],
  ['gc.auto', '0'],
].flatMap(([name, value]) => ['-c', `${name ?? ''}=${value ?? ''}`]);
const surroundings = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  LANG: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '/bin/false',
  GIT_NO_LAZY_FETCH: '1',
};

export function isGitAddress(source: string): boolean {
  return /^https:\/\/\S+/.test(source) || source.endsWith('.git');
}

/**
 * Reads one commit of a repository, at an https address or in a folder of this machine. Nothing is checked out: files
 * come straight from the objects of a bare copy of depth 1, so that no link, filter or hook of theirs does anything.
 */
export async function readGit(source: string, ref = 'HEAD', signal?: AbortSignal): Promise<FileSet> {
  if (/^-/.test(ref) || !/^[\w./@+-]{1,200}$/.test(ref))
    throw new Rejected('git', `${shown(ref)} is no name of a commit, branch or tag.`);
  const folder = await mkdtemp(join(tmpdir(), 'kindlab-git-'));
  const stop = AbortSignal.any([
    AbortSignal.timeout(seconds * 1000),
    ...(signal === undefined ? [] : [signal]),
  ]);
  try {
    await git(['init', '--bare', '--quiet', '.'], folder, stop);
    await git(['fetch', '--quiet', '--depth', '1', '--no-tags', '--', source, ref], folder, stop);
    return await readCommit(folder, stop);
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof Rejected ? error : refused(source, ref, error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readCommit(folder: string, signal: AbortSignal): Promise<FileSet> {
  const set = new FileSet();
  const tree = await git(['ls-tree', '-r', '-l', '-z', '--full-tree', 'FETCH_HEAD'], folder, signal);
  for (const line of tree
    .toString('utf8')
    .split('\0')
    .filter((each) => each !== '')) {
    const [, mode = '', object = '', size = '', path = ''] =
      /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
    if (!set.admit(path, size === '-' ? 0 : Number(size))) continue;
    if (!plainModes.has(mode))
      throw new Rejected('special-file', `${shown(path)} is a link or a submodule: only files are taken.`);
    set.add(path, await git(['cat-file', 'blob', object], folder, signal));
  }
  return set;
}

/** `ulimit` bounds the pack, which git writes into one file as it comes. */
async function git(args: readonly string[], cwd: string, signal: AbortSignal): Promise<Buffer> {
  const script = `ulimit -f ${String(packBytes / 1024)} && exec git "$@"`;
  const { stdout } = await execa('bash', ['-c', script, 'git', ...settings, ...args], {
    cwd,
    env: surroundings,
    extendEnv: false,
    encoding: 'buffer',
    stdin: 'ignore',
    stripFinalNewline: false,
    maxBuffer: limits.unpackedBytes,
    cancelSignal: signal,
    forceKillAfterDelay: 2000,
  });
  return Buffer.from(stdout);
}

function refused(source: string, ref: string, cause: unknown): Rejected {
  const place = `${shown(source.replace(/\/\/[^/@]*@/, '//'))} at ${shown(ref)}`;
  if (cause instanceof ExecaError) {
    if (cause.isCanceled)
      return new Rejected('git', `Fetching ${place} took longer than ${seconds} s.`, cause);
    if (cause.signal === 'SIGXFSZ' || cause.exitCode === 153 || /file size limit/i.test(cause.message))
      return new Rejected('too-large', `${place} is larger than ${packBytes / 1024} KiB.`, cause);
    if (cause.isMaxBuffer) return new Rejected('too-large', `${place} has too many files.`, cause);
  }
  const stderr: unknown = cause instanceof ExecaError ? cause.stderr : undefined;
  const said = stderr instanceof Uint8Array ? Buffer.from(stderr).toString('utf8') : '';
  const line = said.split('\n').find((each) => /fatal|error/.test(each)) ?? '';
  return new Rejected('git', `${place} could not be fetched${line === '' ? '' : `: ${shown(line)}`}.`, cause);
}
