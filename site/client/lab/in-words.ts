import type { AttemptView, ExerciseReportMessage, Hint, LabView, RuntimeStatus } from '#site/protocol/api.ts';
import type { SecretTraceView } from '#site/protocol/trace.ts';
import type { Understand } from '#site/languages/understand.ts';

type Outcome = ExerciseReportMessage['checks'][number]['outcome'];
type Step = RuntimeStatus['steps'][number];
interface Told {
  readonly message: string;
  readonly hint: string;
}

/** What the server says on a lab page, in the reader's language; the rest stays as it is. */
export class InWords {
  readonly #say: Understand;

  constructor(say: Understand) {
    this.#say = say;
  }

  lab(lab: LabView): LabView {
    const say = this.#say;
    const exercises = lab.exercises.map((exercise) => ({
      ...exercise,
      title: say(exercise.title),
      goal: say(exercise.goal),
      checks: exercise.checks.map((check) => ({ ...check, claim: say(check.claim) })),
    }));
    return { ...lab, title: say(lab.title), story: say(lab.story), exercises };
  }

  attempt(attempt: AttemptView): AttemptView {
    const { environment } = attempt;
    if (environment.state === 'creating')
      return { ...attempt, environment: { ...environment, steps: this.#steps(environment.steps) } };
    if (environment.state === 'failed')
      return { ...attempt, environment: { ...environment, error: this.told(environment.error) } };
    if (environment.state === 'parked' && environment.error !== undefined)
      return { ...attempt, environment: { ...environment, error: this.told(environment.error) } };
    return attempt;
  }

  runtime(runtime: RuntimeStatus): RuntimeStatus {
    const steps = this.#steps(runtime.steps);
    return runtime.error === undefined
      ? { ...runtime, steps }
      : { ...runtime, steps, error: this.told(runtime.error) };
  }

  report(report: ExerciseReportMessage): ExerciseReportMessage {
    const checks = report.checks.map((check) => ({
      ...check,
      claim: this.#say(check.claim),
      outcome: this.#outcome(check.outcome),
    }));
    return { ...report, checks };
  }

  hints(hints: Readonly<Record<string, readonly Hint[]>>): Readonly<Record<string, readonly Hint[]>> {
    const said = (hint: Hint): Hint => ({ ...hint, text: this.#say(hint.text) });
    return Object.fromEntries(Object.entries(hints).map(([id, shown]) => [id, shown.map(said)]));
  }

  trace(trace: SecretTraceView): SecretTraceView {
    const say = this.#say;
    const chains = trace.chains.map((chain) => ({
      ...chain,
      stages: chain.stages.map((stage) => ({
        ...stage,
        hops: stage.hops.map((hop) => ({
          ...hop,
          reason: say(hop.reason),
          ...(hop.note === undefined ? {} : { note: say(hop.note) }),
        })),
      })),
    }));
    const trouble = trace.trouble === undefined ? {} : { trouble: this.told(trace.trouble) };
    return { ...trace, chains, ...trouble };
  }

  told<Fault extends Told>(fault: Fault): Fault {
    return { ...fault, message: this.#say(fault.message), hint: this.#say(fault.hint) };
  }

  #steps(steps: readonly Step[]): Step[] {
    return steps.map((step) => ({
      ...step,
      title: this.#say(step.title),
      ...(step.detail === undefined ? {} : { detail: this.#say(step.detail) }),
    }));
  }

  #outcome(outcome: Outcome): Outcome {
    const say = this.#say;
    if (outcome.kind === 'settling') return { ...outcome, waitingFor: say(outcome.waitingFor) };
    if (outcome.kind !== 'failed') return outcome;
    return { ...outcome, saw: say(outcome.saw), wanted: say(outcome.wanted), next: say(outcome.next) };
  }
}
