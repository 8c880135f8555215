import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { attemptView, labView, type AttemptView } from '#site/protocol/api.ts';
import type { Person } from '#tests/server/people.ts';
import { TerminalClient } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';

const lab = 'static-sync';
const exercise = 'store-secret';
const readyMs = 6 * 60_000;
const answerMs = 60_000;
const typeEveryMs = 200;
/** Between two tries to come back, as the page's first ones are. */
const againMs = 250;
const giveUpMs = 10_000;

export interface Outage {
  /** From the kill to the next answer of a call, and to the next line in the terminal. */
  readonly callsMs: number;
  readonly terminalMs: number;
  readonly problems: readonly string[];
}

/** A learner with a terminal open, who types on and on, and comes back when the line breaks, as the page does. */
export class SeatedLearner {
  readonly #person: Person;
  readonly name: string;
  readonly #attempt: AttemptView;
  #terminal: TerminalClient;
  #count = 0;

  private constructor(person: Person, name: string, attempt: AttemptView, terminal: TerminalClient) {
    this.#person = person;
    this.name = name;
    this.#attempt = attempt;
    this.#terminal = terminal;
  }

  /** Starts the lab, waits for its environment and marks the shell. */
  static async sit(person: Person, name: string): Promise<{ learner: SeatedLearner; readyMs: number }> {
    const begun = performance.now();
    const started = await person.call('POST', `/api/labs/${lab}/attempt`);
    const { id } = attemptView.parse(await started.json());
    const attempt = await until(
      `the environment of ${name}`,
      async () => {
        const now = await currentOf(person);
        if (now?.environment.state === 'failed') throw new Error(now.environment.error.message);
        await delay(100);
        return now?.environment.state === 'ready' ? now : undefined;
      },
      readyMs,
    );
    const took = performance.now() - begun;
    const terminal = new TerminalClient(person, id);
    await terminal.connect();
    const learner = new SeatedLearner(person, name, attempt, terminal);
    await learner.#say(`KEPT=of-${name}`);
    return { learner, readyMs: took };
  }

  /** Does the first exercise in the terminal and has it checked. */
  async solve(): Promise<void> {
    const pairs = Object.entries(this.#attempt.values).map(([key, value]) => `${key}='${value}'`);
    await this.#say(`vault kv put -mount=secret myapp/config ${pairs.join(' ')} >/dev/null`);
    await this.check();
  }

  async check(): Promise<void> {
    const path = `/api/attempts/${this.#attempt.id}/exercises/${exercise}/check`;
    const answer = await this.#person.call('POST', path);
    if (!answer.ok)
      throw new Error(
        `${this.name}: a check was answered with ${String(answer.status)}: ${await answer.text()}`,
      );
    await answer.body?.cancel();
  }

  /** Everything that must be as it was. */
  async differences(passed: boolean): Promise<readonly string[]> {
    const now = await currentOf(this.#person);
    if (now?.id !== this.#attempt.id) return [`${this.name}: the attempt is lost`];
    const found: string[] = [];
    if (!isDeepStrictEqual(now.values, this.#attempt.values)) found.push(`${this.name}: other values`);
    if (now.environment.state !== 'ready') found.push(`${this.name}: ${now.environment.state}`);
    const state = now.exercises.find(({ id }) => id === exercise)?.state;
    if (passed && state !== 'done') found.push(`${this.name}: the exercise is ${String(state)}`);
    return found;
  }

  /** Types until something happens to the server, and then until there is an answer again. */
  async goThrough(killed: Promise<void>): Promise<Outage> {
    const state = { killed: false };
    void killed.then(() => (state.killed = true));
    while (!state.killed) {
      await this.#say(`: ${String(this.#count)}`).catch((error: unknown) => {
        if (!state.killed) throw error;
      });
      await delay(typeEveryMs);
    }
    const begun = performance.now();
    const calls = (async () => {
      await this.#untilAnswered();
      return performance.now() - begun;
    })();
    const terminal = (async () => {
      await this.#comeBack();
      return performance.now() - begun;
    })();
    const [callsMs, terminalMs] = await Promise.all([calls, terminal]);
    const kept = await this.#ask('echo "<$KEPT>"', /<(of-\S*)>/);
    const problems = kept === `of-${this.name}` ? [] : [`${this.name}: the shell is another one (${kept})`];
    return { callsMs, terminalMs, problems };
  }

  /**
   * Calls and types without a pause, comes back whenever the line breaks, and answers the longest silence of each. For what
   * does not happen at one moment: a pod on its way out, or one server after the other.
   */
  async liveThrough(over: Promise<void>): Promise<Outage> {
    const state = { over: false };
    void over.then(() => (state.over = true));
    const done = (): boolean => state.over;
    const [callsMs, terminalMs] = await Promise.all([
      longestSilence(done, async () => {
        const answer = await within(this.#person.call('GET', `/api/labs/${lab}`));
        await answer.body?.cancel();
        if (!answer.ok) throw new Error(`HTTP ${String(answer.status)}`);
      }),
      longestSilence(done, async () => {
        if (this.#terminal.closed !== undefined) {
          this.#terminal.drop();
          this.#terminal = new TerminalClient(this.#person, this.#attempt.id);
          await within(this.#terminal.connect());
        }
        await this.#say(': on').catch((error: unknown) => {
          this.#terminal.drop();
          this.#terminal.closed ??= { code: 0 };
          throw error;
        });
      }),
    ]);
    const kept = await this.#ask('echo "<$KEPT>"', /<(of-\S*)>/);
    const problems = kept === `of-${this.name}` ? [] : [`${this.name}: the shell is another one (${kept})`];
    return { callsMs, terminalMs, problems };
  }

  async end(): Promise<void> {
    this.#terminal.drop();
    await this.#person.call('DELETE', `/api/attempts/${this.#attempt.id}`);
  }

  async #untilAnswered(): Promise<void> {
    await until(
      'an answer',
      async () => {
        const answer = await this.#person.call('GET', `/api/labs/${lab}`).catch(() => undefined);
        await answer?.body?.cancel();
        if (answer?.ok === true) return true;
        await delay(againMs);
        return undefined;
      },
      answerMs,
    );
  }

  async #comeBack(): Promise<void> {
    await until(
      'a line in the terminal',
      async () => {
        try {
          this.#terminal.drop();
          this.#terminal = new TerminalClient(this.#person, this.#attempt.id);
          await this.#terminal.connect();
          await this.#say(': back');
          return true;
        } catch {
          // Whatever it was: nobody leads yet, or the new one does not know the environment yet.
          await delay(againMs);
          return undefined;
        }
      },
      answerMs,
    );
  }

  /** Types a command and waits until the shell has answered. */
  async #say(command: string): Promise<void> {
    this.#count += 1;
    const mark = `said-${String(this.#count)}-`;
    this.#terminal.type(`${command}; echo ${mark}$((20+2))\r`);
    await until(
      `${mark} in the terminal of ${this.name}: ${this.#terminal.text.slice(-300)}`,
      async () => {
        await delay(10);
        if (this.#terminal.closed !== undefined) throw new Error('the line broke');
        return this.#terminal.text.includes(`${mark}22`) || undefined;
      },
      15_000,
    );
  }

  async #ask(command: string, answer: RegExp): Promise<string> {
    await this.#say(command);
    return answer.exec(this.#terminal.text)?.[1] ?? '';
  }
}

async function currentOf(person: Person): Promise<AttemptView | null> {
  return labView.parse(await (await person.call('GET', `/api/labs/${lab}`)).json()).attempt;
}

/** The longest time between two successes of something that is done again and again. */
async function longestSilence(over: () => boolean, act: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let lastFailed = false;
  while (!over() || lastFailed) {
    try {
      await act();
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      lastFailed = false;
      await delay(typeEveryMs);
    } catch (error) {
      // Whatever it was; but not for ever.
      if (performance.now() - last > answerMs) throw error;
      lastFailed = true;
      await delay(againMs);
    }
  }
  return longest;
}

/** Somebody whose machine has vanished answers nothing at all; the page gives up as well. */
async function within<T>(job: Promise<T>): Promise<T> {
  const late = new AbortController();
  const limit = delay(giveUpMs, undefined, { signal: late.signal }).then(() => {
    throw new Error('no answer');
  });
  try {
    return await Promise.race([job, limit]);
  } finally {
    late.abort();
    limit.catch(() => undefined);
  }
}
