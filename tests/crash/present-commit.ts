import { execFileSync } from 'node:child_process';

/** Which state of the repository is tried; `+`: with changes that are in no commit. */
export function presentCommit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', timeout: 30_000 }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
  return `${git('rev-parse', '--short=9', 'HEAD')}${changed ? '+' : ''}`;
}
