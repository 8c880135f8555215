import { pointsOf } from '#labs/grading/grade-exercise.ts';
import type { Platform } from '#labs/grading/evidence/statement.ts';
import type { Verdict } from '#labs/grading/verdict.ts';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import type { GradedSubmission, GradeRequest, SubmissionGrader } from '../grading/submission-grader.ts';
import { ScriptedCheckRunner } from './scripted-check-runner.ts';

/** Grades submissions by what their scripts say, such as `lab pass store`, without running them. */
export class ScriptedSubmissionGrader implements SubmissionGrader {
  async grade({ lab, files, environment, signal }: GradeRequest): Promise<GradedSubmission> {
    const runner = new ScriptedCheckRunner();
    const attempt = environment.id;
    const target = { attempt, lab, values: lab.newValues(), environment };
    await runner.runLive(target, signal);
    const lines = files.flatMap(({ content }) => content.toString('utf8').split('\n'));
    for (const line of lines) runner.onLine(attempt, line);
    const runs = await runner.runLive(target, signal);
    const exercises = runs.map(({ report }, index) => ({
      title: lab.exercises[index]?.title ?? report.exercise,
      bonus: lab.exercises[index]?.bonus ?? false,
      report,
      incidents: [],
    }));
    const checks = exercises.flatMap(({ report }) => report.checks);
    const broken = checks.find(({ outcome }) => outcome.kind === 'broken');
    const verdict: Verdict =
      broken === undefined
        ? { kind: 'graded', ...pointsOf(checks), bonus: 0, steps: [], notes: [], exercises }
        : { kind: 'broken', why: `${broken.id}: scripted to break` };
    return { verdict, transcript: { observed: [], written: [] } };
  }

  platformOf({ recipe, versions }: RuntimeBundle): Promise<Platform> {
    return Promise.resolve({ version: 'fake', node: process.version, recipe, versions, images: {} });
  }
}
