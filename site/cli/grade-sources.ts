import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import { isGitAddress } from '#labs/grading/submissions/read-git.ts';
import { readSubmission, type Submission } from '#labs/grading/submissions/read-submission.ts';

/**
 * Submissions that addresses name: an archive, a repository, a folder with `solution/` in it, or a folder whose
 * entries are submissions. Names are unique. Throws Fault CONFIG_INVALID when there are none.
 */
export async function readSubmissions(
  addresses: readonly string[],
  ref: string | undefined,
  signal: AbortSignal,
): Promise<readonly Submission[]> {
  const entries = (address: string) => (ref === undefined ? entriesOf(address) : Promise.resolve([address]));
  const listed = await Promise.all(addresses.map(entries));
  const submissions: Submission[] = [];
  for (const address of listed.flat()) submissions.push(await readSubmission({ address, ref }, signal));
  if (submissions.length > 0) return unique(submissions);
  throw new Fault({
    code: 'CONFIG_INVALID',
    message: 'There is no submission in what was named.',
    hint: 'Name archives, repositories, folders with `solution/`, or a folder that holds such.',
  });
}

async function entriesOf(address: string): Promise<readonly string[]> {
  if (isGitAddress(address)) return [address];
  const isFolder = await lstat(address).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) return [address];
  const names = await readdir(address);
  if (names.includes('solution')) return [address];
  return names
    .filter((name) => !name.startsWith('.'))
    .toSorted()
    .map((name) => path.join(address, name));
}

/** Results are told apart by name: what would share one is called by its whole address. */
function unique(submissions: readonly Submission[]): readonly Submission[] {
  const counts = Map.groupBy(submissions, ({ name }) => name);
  return submissions.map((submission) =>
    (counts.get(submission.name)?.length ?? 0) > 1
      ? { ...submission, name: submission.address.replaceAll(/[^\w.@+-]+/g, '_').slice(-120) }
      : submission,
  );
}
