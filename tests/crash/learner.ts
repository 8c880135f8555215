import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { attemptView, exerciseReport, labView, type AttemptView } from '#site/protocol/api.ts';
import type { Reachable } from '#tests/server/start-test-server.ts';
import { TerminalClient } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';
import type { InFlight } from './in-flight.ts';

const lab = 'static-sync';
const exercise = 'store-secret';
const shellMs = 180_000;
const lookEveryMs = 250;

/** What the server has answered for: it must still be so after whatever happens to it. */
interface Acknowledged {
  /** The attempt that was begun last, with its values. Between asking for its end and being answered it may be either. */
  attempt:
    | {
        readonly id: string;
        readonly values: AttemptView['values'];
        ended: 'asked' | 'no' | 'yes';
        /** A check has said so. */
        passed: boolean;
      }
    | undefined;
}

/** A learner who never gets tired: begins the lab, asks for checks, ends it, and notes every answer. */
export class Learner {
  readonly #person: Reachable;
  readonly #inFlight: InFlight;
  readonly known: Acknowledged = { attempt: undefined };
  #line: { readonly attempt: string; readonly client: TerminalClient } | undefined;

  constructor(person: Reachable, inFlight: InFlight) {
    this.#person = person;
    this.#inFlight = inFlight;
  }

  /** Until told to stop. Rejects when the server is gone, which is what it is about. */
  async work(random: () => number, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const dice = random();
      if (dice > 0.97) await this.end();
      const state = await this.begin();
      // The server makes the environment meanwhile.
      if (state === 'creating') await this.#inFlight.during('creating', () => delay(lookEveryMs));
      if (state === 'ready') {
        await this.#sitDown();
        await this.check();
      }
      if (state === 'parked') await this.goOn();
    }
  }

  /** Types into the lab's own shell and answers all that is seen there, once this is. */
  async inShell(command: string, wanted: string): Promise<string> {
    const client = new TerminalClient(this.#person, this.known.attempt?.id ?? '');
    await client.connect();
    client.type(`${command}\r`);
    try {
      return await until(
        'the shell answers',
        () => (client.text.includes(wanted) ? client.text : undefined),
        shellMs,
      );
    } finally {
      client.drop();
    }
  }

  /** Has a terminal open beside the checks: whatever ends the server finds a line. */
  async #sitDown(): Promise<void> {
    const id = this.known.attempt?.id ?? '';
    if (this.#line?.attempt === id && this.#line.client.closed === undefined) return;
    this.#line?.client.drop();
    this.#line = { attempt: id, client: new TerminalClient(this.#person, id) };
    await this.#line.client.connect();
  }

  /** Brings a lab back that was put aside or interrupted. */
  async goOn(): Promise<void> {
    const { attempt } = this.known;
    if (attempt === undefined) return;
    await (await this.#call('POST', `/api/attempts/${attempt.id}/resume`)).arrayBuffer();
  }

  async end(): Promise<void> {
    const { attempt } = this.known;
    if (attempt === undefined || attempt.ended === 'yes') return;
    attempt.ended = 'asked';
    const answer = await this.#call('DELETE', `/api/attempts/${attempt.id}`);
    await answer.arrayBuffer();
    if (answer.ok || answer.status === 404) attempt.ended = 'yes';
  }

  async attempt(): Promise<AttemptView | null> {
    return labView.parse(await (await this.#call('GET', `/api/labs/${lab}`)).json()).attempt;
  }

  /** How what is there differs from what was acknowledged. */
  async differences(): Promise<readonly string[]> {
    const { attempt } = this.known;
    const running = await this.attempt();
    if (attempt?.ended === 'yes' && running?.id === attempt.id) return [`attempt ${attempt.id} came back`];
    if (attempt?.ended !== 'no') return [];
    if (running?.id !== attempt.id) return [`attempt ${attempt.id} is lost; there is ${String(running?.id)}`];
    const found: string[] = [];
    if (!isDeepStrictEqual(running.values, attempt.values))
      found.push(`attempt ${attempt.id} has other values`);
    const state = running.exercises.find(({ id }) => id === exercise)?.state;
    if (attempt.passed && state !== 'done' && state !== 'wasDone')
      found.push(`the pass of attempt ${attempt.id} is lost; the exercise is ${String(state)}`);
    return found;
  }

  /** Does the first exercise in the shell, so that a check can pass. */
  async solve(): Promise<void> {
    const { attempt } = this.known;
    const pairs = Object.entries(attempt?.values ?? {}).map(([key, value]) => `${key}='${value}'`);
    await this.inShell(`vault kv put -mount=secret myapp/config ${pairs.join(' ')}`, 'created_time');
  }

  /** The running attempt or a new one; answers what its environment is doing. */
  async begin(): Promise<AttemptView['environment']['state'] | undefined> {
    const answer = await this.#inFlight.during('creating', () =>
      this.#call('POST', `/api/labs/${lab}/attempt`),
    );
    if (!answer.ok) {
      await answer.arrayBuffer();
      return undefined;
    }
    const { id, values, environment } = attemptView.parse(await answer.json());
    if (this.known.attempt?.id !== id) this.known.attempt = { id, values, ended: 'no', passed: false };
    return environment.state;
  }

  async check(): Promise<void> {
    const { attempt } = this.known;
    if (attempt?.ended !== 'no') return;
    const path = `/api/attempts/${attempt.id}/exercises/${exercise}/check`;
    const answer = await this.#inFlight.during('checking', () => this.#call('POST', path));
    if (!answer.ok) {
      await answer.arrayBuffer();
      return;
    }
    if (exerciseReport.parse(await answer.json()).passed) attempt.passed = true;
  }

  #call(method: string, path: string): Promise<Response> {
    return this.#person.call(method, path);
  }
}
