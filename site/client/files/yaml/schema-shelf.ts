import { kindList, kindSchema, type KindName, type KindSchema } from '#site/protocol/schemas.ts';
import { toProblem } from '../../http/problem.ts';
import { request } from '../../http/request.ts';

/** What the cluster says of a kind. */
export type Known =
  | { readonly state: 'known'; readonly schema: KindSchema }
  /** The cluster has no such kind. */
  | { readonly state: 'missing' }
  /** Nobody could be asked. */
  | { readonly state: 'silent' };

interface Asked<T> {
  readonly at: number;
  readonly answer: Promise<T>;
}

/** What an operator brings while one works is seen after this time. */
const freshMs = 15_000;

/** What kinds there are in the cluster of one attempt, and what they look like; asked for when they are needed. */
export class SchemaShelf {
  readonly attempt: string;
  readonly #base: string;
  readonly #signal: AbortSignal;
  readonly #schemas = new Map<string, Asked<Known>>();
  #kinds: Asked<readonly KindName[]> | undefined;

  constructor(attempt: string, signal: AbortSignal) {
    this.attempt = attempt;
    this.#base = `/api/attempts/${attempt}/schemas`;
    this.#signal = signal;
  }

  /** None when nobody could be asked. */
  kinds(): Promise<readonly KindName[]> {
    const known = this.#kinds;
    if (known !== undefined && isFresh(known)) return known.answer;
    const asked = { at: Date.now(), answer: this.#askKinds() };
    this.#kinds = asked;
    return asked.answer;
  }

  async schema(kind: KindName): Promise<Known> {
    const key = `${kind.apiVersion} ${kind.kind}`;
    const before = this.#schemas.get(key);
    if (before !== undefined && (isFresh(before) || (await before.answer).state === 'known'))
      return before.answer;
    const asked = { at: Date.now(), answer: this.#askSchema(kind) };
    this.#schemas.set(key, asked);
    return asked.answer;
  }

  #askKinds(): Promise<readonly KindName[]> {
    const asked = { path: this.#base, schema: kindList, signal: this.#signal };
    return request(asked).then(
      ({ kinds }) => kinds,
      // The editor goes on without help.
      () => [],
    );
  }

  #askSchema({ apiVersion, kind }: KindName): Promise<Known> {
    const path = `${this.#base}/kind?${new URLSearchParams({ apiVersion, kind }).toString()}`;
    return request({ path, schema: kindSchema, signal: this.#signal }).then(
      (schema): Known => ({ state: 'known', schema }),
      (error: unknown): Known => ({ state: toProblem(error).code === 'NOT_FOUND' ? 'missing' : 'silent' }),
    );
  }
}

function isFresh({ at }: { readonly at: number }): boolean {
  return Date.now() - at < freshMs;
}
