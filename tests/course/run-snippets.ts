import { create } from 'tar';
import type { Environment, ExecResult } from '#containers/contract/environment.ts';
import type { SnippetFolder, SnippetScript } from './snippet-folder.ts';

/** Databases that start and rollouts that finish fit in; a command that waits for input does not. */
const scriptMs = 180_000;
const shownCharacters = 3_000;

/** Brings a lesson's files into a working folder of the workspace, which it answers. */
export async function copySnippets(
  environment: Environment,
  folder: SnippetFolder,
  signal: AbortSignal,
): Promise<string> {
  const target = `/tmp/snippets-${folder.lesson}`;
  const archive = create({ cwd: folder.path, gzip: true, portable: true }, [...folder.files]);
  const stdin = (await archive.concat()).toString('base64');
  const script = `rm -rf ${target} && mkdir ${target} && base64 -d | tar -xz -C ${target}`;
  const { exitCode, stderr } = await environment.exec(
    { command: ['bash', '-c', script], stdin, timeoutMs: 30_000 },
    signal,
  );
  if (exitCode !== 0) throw new Error(`${folder.lesson} could not be copied into the workspace: ${stderr}`);
  return target;
}

/** Runs one script as the learner and answers what is wrong with it: nothing, how it ended or what it did not print. */
export async function runSnippet(
  environment: Environment,
  workingFolder: string,
  { file, expects }: SnippetScript,
  signal: AbortSignal,
): Promise<string | undefined> {
  const command = [
    'bash',
    '-c',
    'cd "$1" && exec bash -euo pipefail "$2" 2>&1',
    'snippet',
    workingFolder,
    file,
  ];
  const result = await environment.exec({ command, timeoutMs: scriptMs }, signal);
  const complaint = complaintAbout(result, expects);
  return complaint === undefined
    ? undefined
    : `${file} ${complaint}. It printed:\n${shorten(result.stdout + result.stderr)}`;
}

/** What differs between what a script did and what it should have done. */
export function complaintAbout(result: ExecResult, expects: readonly RegExp[]): string | undefined {
  if (result.exitCode !== 0) return `ended with ${String(result.exitCode)}`;
  const missing = expects.filter((expected) => !expected.test(result.stdout));
  if (missing.length === 0) return undefined;
  return `did not print ${missing.map((expected) => expected.source).join(' nor ')}`;
}

function shorten(output: string): string {
  return output.length <= shownCharacters ? output : `…${output.slice(-shownCharacters)}`;
}
