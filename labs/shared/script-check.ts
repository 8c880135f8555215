import { readFile } from 'node:fs/promises';
import { Fault } from '#containers/contract/fault.ts';
import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';

export interface ScriptCheck {
  readonly id: string;
  readonly claim: string;
  /** Bash that ends with 0 when the claim holds; run in the learner's workspace. */
  readonly script: URL;
  readonly limitMs: number;
  readonly needs?: readonly string[];
}

interface ScriptFact {
  /** Absent: it did not end within its limit. */
  readonly exitCode?: number;
  /** The last line that it wrote, on stdout if anything there; at most 120 characters. */
  readonly said: string;
}

/**
 * A claim that a script judges, for labs that come from elsewhere. It runs when the learner asks, as challenges do, and
 * can't say more than that it wasn't content: better checks look for themselves.
 */
export function scriptCheck({ id, claim, script, limitMs, needs }: ScriptCheck): Check {
  return defineCheck<ScriptFact>({
    id,
    claim,
    points: 1,
    ...(needs === undefined ? {} : { needs }),
    challenge: true,
    doing: 'its script to look at your work',
    // What is left of the deadline is for starting and stopping the script.
    deadlineMs: limitMs + 10_000,
    watches: [],
    look: async ({ workspace }, signal) => {
      if (workspace === undefined) throw noWorkspace(id);
      const run = { script: await readFile(script, 'utf8'), limitMs };
      const answer = await workspace.run(run, signal);
      if (answer.kind === 'stopped') return { said: '' };
      return { exitCode: answer.exitCode, said: lastLine(answer.stdout) || lastLine(answer.stderr) };
    },
    judge: ({ exitCode, said }) => {
      const wanted = 'that it ends with 0';
      const seconds = String(limitMs / 1000);
      if (exitCode === 0) return holds;
      if (exitCode === undefined)
        return differs('endless', {
          saw: `the script that judges this step was not done after ${seconds} s`,
          wanted,
          next: 'See whether something that it asks hangs, such as a server that does not answer.',
          hints: hints('nothing, for it was stopped'),
        });
      const words = said === '' ? 'it wrote nothing' : code(said);
      return differs('refused', {
        saw: `the script that judges this step ended with ${String(exitCode)}: ${words}`,
        wanted,
        next: 'Read the step again, and compare each of its commands with what is there.',
        hints: hints(words),
      });
    },
  });
}

function hints(words: string): Hints {
  return [
    `What the script wrote last: ${words}.`,
    'Go through the commands of this step in their order; each builds on those before it.',
    'The solution below the step has all of its commands.',
  ];
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').trim().slice(0, 120);
}

function noWorkspace(check: string): Fault {
  return new Fault({
    code: 'PROBE_FAILED',
    message: `The check ${check} runs a script in the learner's workspace, and there is none here.`,
    hint: 'Check this lab in an environment of its own.',
  });
}
