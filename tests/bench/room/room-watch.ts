import { handQueue, type HandQueue } from '#site/protocol/help.ts';
import { roomLearner, type RoomLearner } from '#site/protocol/room.ts';
import type { Person } from '#tests/server/people.ts';
import { followEvents } from '#tests/server/read-events.ts';

type Sight = { readonly row: RoomLearner } | { readonly hands: HandQueue };

interface Expected {
  readonly fits: (sight: Sight) => boolean;
  readonly came: (at: number) => void;
}

/** What an instructor's page of the room is sent, and at which moment. */
export class RoomWatch implements Disposable {
  readonly #stop = new AbortController();
  readonly #expected = new Set<Expected>();
  #bytes = 0;

  static async open(teacher: Person, path: string): Promise<RoomWatch> {
    const watch = new RoomWatch();
    const answer = await fetch(teacher.url + path, { headers: teacher.headers, signal: watch.#stop.signal });
    if (answer.body === null || !answer.ok) throw new Error(`the room answered ${answer.status}`);
    void followEvents(answer.body, (name, data) => watch.#hear(name, data)).catch((error: unknown) => {
      if (!watch.#stop.signal.aborted) throw error;
    });
    return watch;
  }

  /** Events so far, in bytes of JSON. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When the row of a learner came that fits; to be called before the change is made. */
  row(id: string, fits: (row: RoomLearner) => boolean, deadlineMs: number): Promise<number> {
    return this.#when((sight) => 'row' in sight && sight.row.id === id && fits(sight.row), deadlineMs);
  }

  /** When the hand of a learner was up. */
  hand(learner: string, deadlineMs: number): Promise<number> {
    return this.#when(
      (sight) => 'hands' in sight && sight.hands.hands.some((hand) => hand.learner.id === learner),
      deadlineMs,
    );
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  #when(fits: Expected['fits'], deadlineMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const expected: Expected = {
        fits,
        came: (at) => {
          clearTimeout(timer);
          this.#expected.delete(expected);
          resolve(at);
        },
      };
      const timer = setTimeout(() => {
        this.#expected.delete(expected);
        reject(new Error(`nothing came to the room within ${deadlineMs / 1000} s`));
      }, deadlineMs);
      this.#expected.add(expected);
    });
  }

  #hear(name: string, data: unknown): void {
    const at = performance.now();
    this.#bytes += JSON.stringify(data).length;
    const sight: Sight | undefined =
      name === 'learner'
        ? { row: roomLearner.parse(data) }
        : name === 'hands'
          ? { hands: handQueue.parse(data) }
          : undefined;
    if (sight === undefined) return;
    for (const expected of [...this.#expected]) if (expected.fits(sight)) expected.came(at);
  }
}
