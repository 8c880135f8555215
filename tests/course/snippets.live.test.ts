import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { drive } from '#tests/conformance/drive.ts';
import { liveCreateMs, liveSpec, openLiveKind } from '#tests/conformance/live-kind.ts';
import { readStartState } from './read-start-state.ts';
import { copySnippets, runSnippet } from './run-snippets.ts';
import { listLessons, readSnippetFolder } from './snippet-folder.ts';

const folders = await Promise.all((await listLessons()).map(readSnippetFolder));
const live = await openLiveKind('course-snippets');
const provider = await live.open();
const signal = new AbortController().signal;
let environment: Environment;
let start: readonly string[];

beforeAll(async () => {
  const spec = { ...liveSpec, lab: 'lessons', startState: 'eso' as const, namespaces: [] };
  const plan = provider.plan(spec, { learner: 'reader', attempt: String(process.pid) });
  environment = await drive(provider.create(plan, signal));
  start = await readStartState(environment, signal);
}, liveCreateMs);
afterAll(() => provider.destroy(environment.id, signal), 60_000);

describe.each(folders)('every command of the lesson $lesson', (folder) => {
  // On a busy machine a port may open later than its pod is ready. Each lesson cleans up, so it can be tried again.
  test('does what the lesson says, and leaves the start state behind', { retry: 1 }, async () => {
    const workingFolder = await copySnippets(environment, folder, signal);
    const complaints: string[] = [];
    for (const script of folder.scripts) {
      const complaint = await runSnippet(environment, workingFolder, script, signal);
      if (complaint === undefined) continue;
      complaints.push(complaint);
      // Later scripts build on this one; what they would say is noise.
      break;
    }
    if (folder.cleanup !== undefined) {
      const cleanup = { file: folder.cleanup, expects: [] };
      const complaint = await runSnippet(environment, workingFolder, cleanup, signal);
      if (complaint !== undefined) complaints.push(complaint);
    }
    expect(complaints.join('\n\n')).toBe('');
    expect(await readStartState(environment, signal)).toEqual(start);
  });
});
