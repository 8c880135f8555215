import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import { isGitAddress } from '#labs/grading/submissions/read-git.ts';
import { readSubmission, type Submission } from '#labs/grading/submissions/read-submission.ts';
import type { Catalog } from '#labs/lab.ts';
import type { HandedIn } from './grade-into.ts';

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
  throw invalid(
    'There is no submission in what was named.',
    'Name archives, repositories, folders with `solution/`, or a folder that holds such.',
  );
}

/**
 * Submissions of several labs: every folder named holds a folder for each lab, called by its id, with submissions in
 * it. So it is the grader who says which lab a submission is for. Throws Fault CONFIG_INVALID for any other folder.
 */
export async function readSubmissionsByLab(
  folders: readonly string[],
  catalog: Catalog,
  signal: AbortSignal,
): Promise<readonly HandedIn[]> {
  const labOf = (id: string) => catalog.labs.find((lab) => lab.id === id);
  const handedIn: HandedIn[] = [];
  for (const folder of folders)
    for (const address of await entriesIn(folder)) {
      const lab = labOf(path.basename(address));
      if (lab === undefined)
        throw invalid(
          `${address} has no lab's name, so nobody says which lab its submissions solve.`,
          `Give --lab if all solve the same one; otherwise put them into folders called ${catalog.labs.map(({ id }) => id).join(', ')}.`,
        );
      for (const submission of await readSubmissions([address], undefined, signal))
        handedIn.push({ lab, submission });
    }
  const named = unique(handedIn.map(({ submission }) => submission));
  return handedIn.map(({ lab, submission }, index) => ({ lab, submission: named[index] ?? submission }));
}

async function entriesOf(address: string): Promise<readonly string[]> {
  if (isGitAddress(address)) return [address];
  const isFolder = await lstat(address).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) return [address];
  if ((await readdir(address)).includes('solution')) return [address];
  return entriesIn(address);
}

async function entriesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw invalid(`The folder ${folder} could not be read: ${String(cause)}`, 'Name folders that are there.');
  });
  return names
    .filter((name) => !name.startsWith('.'))
    .toSorted()
    .map((name) => path.join(folder, name));
}

function invalid(message: string, hint: string): Fault {
  return new Fault({ code: 'CONFIG_INVALID', message, hint });
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
