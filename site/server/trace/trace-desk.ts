import type { Logger } from 'pino';
import type { HopDetails } from '#checkers/trace/describe-hop.ts';
import { createFingerprint, type Fingerprint } from '#checkers/trace/fingerprint.ts';
import type { Hop, SecretTrace } from '#checkers/trace/secret-trace.ts';
import { Fault } from '#containers/contract/fault.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { LiveRounds, type LiveTiming } from '../checks/live-rounds.ts';
import { targetOf } from '../checks/target-of.ts';
import { reportTrouble, toTrouble, type Trouble } from '../incident.ts';
import { Listeners } from '../listeners.ts';
import type { TraceLook, TraceReader } from './trace-reader.ts';

export interface TraceDeskOptions {
  readonly reader: TraceReader;
  readonly log: Logger;
  readonly now: () => Date;
  readonly timing?: Partial<LiveTiming> | undefined;
}

/** The picture, or the last one there was and why there is no newer. */
interface TraceNews extends SecretTrace {
  readonly trouble?: Trouble;
}

interface Desk {
  readonly attempt: Attempt;
  /** Keyed for this attempt, and kept while it lasts: equal values look alike from one view to the next. */
  readonly fingerprint: Fingerprint;
  readonly views: Listeners<TraceNews>;
  readonly unlisten: () => void;
  live?: LiveRounds | undefined;
  last?: TraceLook | undefined;
  shown?: string | undefined;
}

/** Follows the secrets of attempts while somebody looks. */
export class TraceDesk {
  readonly #options: TraceDeskOptions;
  readonly #desks = new Map<string, Desk>();

  constructor(options: TraceDeskOptions) {
    this.#options = options;
  }

  /** Tells every change of the picture until the answer is called. */
  view(attempt: Attempt, onTrace: (trace: TraceNews) => void): () => void {
    const desk = this.#desk(attempt);
    if (desk.last !== undefined) onTrace(desk.last.trace);
    const unlisten = desk.views.add(onTrace);
    this.#sync(desk);
    return () => {
      unlisten();
      this.#sync(desk);
    };
  }

  /** Everything about a hop of the picture but values. Throws Fault NOT_FOUND when it is not in it. */
  async describe(attempt: Attempt, id: string, signal: AbortSignal): Promise<HopDetails> {
    const desk = this.#desk(attempt);
    const { trace, secrets } = (desk.last ??= await this.#look(desk, signal));
    const hop = findHop(trace, id);
    if (hop === undefined) throw gone();
    const request = { hop, fingerprint: desk.fingerprint, secrets };
    const details = await this.#options.reader.describe(targetOf(attempt), request, signal);
    if (details === undefined) throw gone();
    return details;
  }

  /** A fresh look, for evidence. Throws a Fault when the environment gives no answer. */
  look(attempt: Attempt, signal: AbortSignal): Promise<TraceLook> {
    return this.#look(this.#desk(attempt), signal);
  }

  onEnter(attempt: string): void {
    this.#desks.get(attempt)?.live?.onEnter();
  }

  /** Checks saw something new: Vault may have changed too. */
  onReport(attempt: string): void {
    this.#desks.get(attempt)?.live?.onChange();
  }

  close(): void {
    for (const desk of this.#desks.values()) this.#drop(desk);
  }

  #desk(attempt: Attempt): Desk {
    const known = this.#desks.get(attempt.id);
    if (known !== undefined) return known;
    const onError = (error: unknown): Fault =>
      reportTrouble(this.#options.log, error, { attempt: attempt.id });
    const desk: Desk = {
      attempt,
      fingerprint: createFingerprint(),
      views: new Listeners(onError),
      unlisten: attempt.changes.add(() => this.#sync(desk)),
    };
    this.#desks.set(attempt.id, desk);
    return desk;
  }

  /** It is looked exactly while the environment is ready and somebody sees it. */
  #sync(desk: Desk): void {
    const { attempt, views } = desk;
    if (attempt.phase.state === 'ended') return this.#drop(desk);
    if (attempt.phase.state !== 'ready' || views.size === 0) return stop(desk);
    desk.live ??= new LiveRounds({
      round: (signal, { settlingMs }) => this.#round(desk, signal, settlingMs),
      watch: (onChange, signal) => this.#options.reader.watch(targetOf(attempt), onChange, signal),
      onTrouble: (error) => this.#tellTrouble(desk, error),
      // Kubernetes says when something changes, and Enter that Vault may have.
      pollMs: undefined,
      timing: this.#options.timing,
    });
  }

  async #round(desk: Desk, signal: AbortSignal, settlingMs: number): Promise<number | undefined> {
    if (desk.attempt.phase.state !== 'ready') return undefined;
    desk.last = await this.#look(desk, AbortSignal.any([signal, desk.attempt.stop.signal]));
    this.#tell(desk, desk.last.trace);
    return nextTimeUp(desk.last, this.#options.now(), settlingMs);
  }

  #look(desk: Desk, signal: AbortSignal): Promise<TraceLook> {
    return this.#options.reader.look(targetOf(desk.attempt), desk.fingerprint, signal);
  }

  /** Only news is told. */
  #tell(desk: Desk, view: TraceNews): void {
    const text = JSON.stringify(view);
    if (text === desk.shown) return;
    desk.shown = text;
    desk.views.emit(view);
  }

  #tellTrouble(desk: Desk, error: unknown): void {
    const { attempt, last } = desk;
    if (attempt.stop.signal.aborted) return;
    const trouble = toTrouble(
      reportTrouble(this.#options.log, error, { attempt: attempt.id, part: 'trace' }),
    );
    this.#tell(desk, { ...(last?.trace ?? { chains: [], more: 0 }), trouble });
  }

  #drop(desk: Desk): void {
    stop(desk);
    desk.unlisten();
    this.#desks.delete(desk.attempt.id);
  }
}

function stop(desk: Desk): void {
  desk.live?.close();
  desk.live = undefined;
  desk.shown = undefined;
}

function findHop(trace: TraceLook['trace'], id: string): Hop | undefined {
  return trace.chains
    .flatMap(({ stages }) => stages)
    .flatMap(({ hops }) => hops)
    .find((hop) => hop.id === id);
}

/** A hop that has to be done by a certain time looks different once that is over, with no other sign. */
function nextTimeUp({ trace }: TraceLook, now: Date, soonestMs: number): number | undefined {
  const times = trace.chains
    .flatMap(({ stages }) => stages)
    .flatMap(({ hops }) => hops)
    .flatMap(({ state, until }) =>
      state === 'settling' && until !== undefined ? [Date.parse(until) - now.getTime()] : [],
    );
  return times.length === 0 ? undefined : Math.max(soonestMs, Math.min(...times));
}

function gone(): Fault {
  return new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: 'There is nothing more to tell about this part of the picture.',
    hint: 'It may be gone by now: the picture shows what is there.',
  });
}
