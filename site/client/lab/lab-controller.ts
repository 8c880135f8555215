import { attemptView, exerciseReport, hint, labView, runtimeStatus, solution } from '#site/protocol/api.ts';
import type { AttemptView } from '#site/protocol/api.ts';
import { helpView } from '#site/protocol/help.ts';
import { z } from 'zod';
import { listen, on } from '../http/events.ts';
import { toProblem } from '../http/problem.ts';
import { nothing, request } from '../http/request.ts';
import { createStore, type Store } from '../store/store.ts';
import { understandLab } from '../language/understand-server.ts';
import { HelpCalls } from './help-calls.ts';
import { recallHints, rememberHints } from './hint-memory.ts';
import { InWords } from './in-words.ts';
import { initialState, type LabState } from './lab-state.ts';
import { takeStart } from './start-flag.ts';

const retryLoadMs = 3000;

/** Does what the learner asks for and keeps the store true to the server. */
export class LabController {
  readonly store: Store<LabState>;
  readonly help = new HelpCalls(() => this.#attemptId());
  readonly #life = new AbortController();
  #attemptEvents: AbortController | undefined;
  #runtimeEvents: AbortController | undefined;
  /** As the server sent them, for a page in another language. */
  #hints: LabState['hints'] = {};
  #inWords = new InWords((sentence) => sentence);

  constructor(labId: string) {
    this.store = createStore(initialState(labId));
  }

  /** Puts what the server says into the page's language. */
  get inWords(): InWords {
    return this.#inWords;
  }

  stop(): void {
    this.#life.abort();
    this.#attemptEvents?.abort();
    this.#runtimeEvents?.abort();
  }

  /** Asks for the lab, and starts it if a link asked for that; while the server is silent, says so and tries again. */
  async load(): Promise<void> {
    const { labId } = this.store.get();
    try {
      const options = { path: `/api/labs/${labId}`, schema: labView, signal: this.#life.signal };
      const [understand, answer] = await Promise.all([understandLab(labId), request(options)]);
      this.#inWords = new InWords(understand);
      const lab = this.#inWords.lab(answer);
      const current = this.store.get().current || (lab.exercises[0]?.id ?? '');
      this.store.update({ lab, current, problems: {}, link: 'live' });
      if (lab.attempt === null) this.#watchRuntime();
      else this.#follow(lab.attempt);
      if (takeStart(labId) && lab.attempt === null) void this.start();
    } catch (error) {
      if (this.#life.signal.aborted) return;
      this.store.update({ link: 'lost', problems: { ...this.store.get().problems, load: toProblem(error) } });
      setTimeout(() => void this.load(), retryLoadMs);
    }
  }

  start(): Promise<void> {
    return this.#act('start', async (signal) => {
      const path = `/api/labs/${this.store.get().labId}/attempt`;
      const attempt = await request({ method: 'POST', path, schema: attemptView, signal });
      this.#showHints({});
      this.store.update({ reports: {}, solutions: {}, ended: undefined });
      this.#follow(attempt);
    });
  }

  end(): Promise<void> {
    return this.#act('end', async (signal) => {
      const id = this.#attemptId();
      await request({ method: 'DELETE', path: `/api/attempts/${id}`, schema: nothing, signal });
      this.#ended('byLearner');
    });
  }

  extend(): Promise<void> {
    return this.#act('extend', async (signal) => {
      const path = `/api/attempts/${this.#attemptId()}/extend`;
      this.#receiveAttempt(await request({ method: 'POST', path, schema: attemptView, signal }));
    });
  }

  /** Puts the environment aside, as it is, for another day. */
  park(): Promise<void> {
    return this.#act('park', async (signal) => {
      // What the answer shows may be older than what events have shown by the time it is here.
      await request({
        method: 'POST',
        path: `/api/attempts/${this.#attemptId()}/park`,
        schema: attemptView,
        signal,
      });
    });
  }

  resume(): Promise<void> {
    return this.#act('resume', async (signal) => {
      await request({
        method: 'POST',
        path: `/api/attempts/${this.#attemptId()}/resume`,
        schema: attemptView,
        signal,
      });
    });
  }

  check(exercise: string): Promise<void> {
    return this.#act(`check:${exercise}`, async (signal) => {
      const path = `${this.#exercisePath(exercise)}/check`;
      this.#receiveReport(await request({ method: 'POST', path, schema: exerciseReport, signal }));
    });
  }

  hint(exercise: string): Promise<void> {
    return this.#act(`hint:${exercise}`, async (signal) => {
      const next = await request({
        method: 'POST',
        path: `${this.#exercisePath(exercise)}/hint`,
        schema: hint,
        signal,
      });
      this.#showHints({ ...this.#hints, [exercise]: [...(this.#hints[exercise] ?? []), next] });
      rememberHints(this.#attemptId(), this.#hints);
    });
  }

  solution(exercise: string): Promise<void> {
    return this.#act(`solution:${exercise}`, async (signal) => {
      const answer = await request({
        path: `${this.#exercisePath(exercise)}/solution`,
        schema: solution,
        signal,
      });
      this.store.update({ solutions: { ...this.store.get().solutions, [exercise]: answer.script } });
    });
  }

  reset(exercise: string): Promise<void> {
    return this.#act(`reset:${exercise}`, async (signal) => {
      await request({
        method: 'POST',
        path: `${this.#exercisePath(exercise)}/reset`,
        schema: nothing,
        signal,
      });
    });
  }

  /** Has the server prepare its runtime once more after that failed. */
  retryRuntime(): Promise<void> {
    return this.#act('retry', async (signal) => {
      const path = '/api/runtime/retry';
      const runtime = await request({ method: 'POST', path, schema: runtimeStatus, signal });
      this.store.update({ runtime: this.#inWords.runtime(runtime), runtimeAt: Date.now() });
    });
  }

  /** Which exercise the checks panel shows from now on. */
  show(exercise: string): void {
    if (exercise !== this.store.get().current) this.store.update({ current: exercise });
  }

  #attemptId(): string {
    return this.store.get().attempt?.id ?? '';
  }

  #exercisePath(exercise: string): string {
    return `/api/attempts/${this.#attemptId()}/exercises/${exercise}`;
  }

  async #act(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const before = this.store.get();
    if (before.busy.has(name)) return;
    const others = Object.entries(before.problems).filter(([action]) => action !== name);
    const problems = Object.fromEntries(others);
    this.store.update({ busy: new Set([...before.busy, name]), problems });
    try {
      await work(this.#life.signal);
    } catch (error) {
      this.store.update({ problems: { ...this.store.get().problems, [name]: toProblem(error) } });
    }
    const busy = new Set(this.store.get().busy);
    busy.delete(name);
    this.store.update({ busy });
  }

  #follow(attempt: AttemptView): void {
    this.#showHints(recallHints(attempt.id));
    this.store.update({ ended: undefined });
    this.#receiveAttempt(attempt);
    this.#attemptEvents?.abort();
    const events = new AbortController();
    this.#attemptEvents = events;
    listen({
      path: `/api/attempts/${attempt.id}/events`,
      handlers: [
        on('attempt', attemptView, (next) => this.#receiveAttempt(next)),
        on('report', exerciseReport, (report) => this.#receiveReport(report)),
        on('help', helpView, (help) => this.store.update({ help })),
        on('ended', z.unknown(), () => this.#ended(this.#whoEnds())),
      ],
      onLink: (link) => this.store.update({ link }),
      onRefused: () => void this.#lookAgain(),
      signal: events.signal,
    });
  }

  /** The stream was refused: perhaps the attempt is over, so ask what is true now. */
  async #lookAgain(): Promise<void> {
    const { labId, attempt } = this.store.get();
    const options = { path: `/api/labs/${labId}`, schema: labView, signal: this.#life.signal };
    const lab = await request(options).catch((error: unknown) => toProblem(error));
    if (lab instanceof Error || attempt === undefined || lab.attempt?.id === attempt.id) return;
    this.store.update({ lab: this.#inWords.lab(lab), link: 'live' });
    if (lab.attempt === null) this.#ended(this.#whoEnds());
    else this.#follow(lab.attempt);
  }

  #receiveAttempt(attempt: AttemptView): void {
    this.store.update({ attempt: this.#inWords.attempt(attempt), attemptAt: Date.now() });
    if (attempt.environment.state === 'waitingForRuntime') this.#watchRuntime();
  }

  #showHints(hints: LabState['hints']): void {
    this.#hints = hints;
    this.store.update({ hints: this.#inWords.hints(hints) });
  }

  #receiveReport(report: z.output<typeof exerciseReport>): void {
    const said = this.#inWords.report(report);
    this.store.update({ reports: { ...this.store.get().reports, [report.exercise]: said } });
  }

  /** The server tells that it is over before it answers the learner who ended it. */
  #whoEnds(): 'byLearner' | 'byServer' {
    return this.store.get().busy.has('end') ? 'byLearner' : 'byServer';
  }

  #ended(how: 'byLearner' | 'byServer'): void {
    if (this.store.get().attempt === undefined) return;
    this.#attemptEvents?.abort();
    this.store.update({
      attempt: undefined,
      help: undefined,
      ended: how,
      reports: {},
      solutions: {},
      link: 'live',
    });
    this.#watchRuntime();
  }

  /** Follows the preparation of the runtime bundle until it is ready. */
  #watchRuntime(): void {
    if (this.#runtimeEvents !== undefined && !this.#runtimeEvents.signal.aborted) return;
    const events = new AbortController();
    this.#runtimeEvents = events;
    const receive = (runtime: z.output<typeof runtimeStatus>): void => {
      this.store.update({ runtime: this.#inWords.runtime(runtime), runtimeAt: Date.now() });
      if (runtime.state === 'ready') events.abort();
    };
    listen({
      path: '/api/runtime/events',
      handlers: [on('runtime', runtimeStatus, receive)],
      onLink: (link) => this.store.get().attempt === undefined && this.store.update({ link }),
      onRefused: () => undefined,
      signal: events.signal,
    });
  }
}
