import { Fault } from '#containers/contract/fault.ts';
import type { KindName, KindSchema } from '#site/protocol/schemas.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { targetOf } from '../checks/target-of.ts';
import { parseOpenApi, schemaOf } from './read-open-api.ts';
import type { SchemaSource } from './schema-source.ts';

export interface SchemaDeskOptions {
  readonly source: SchemaSource;
  readonly now: () => Date;
}

interface Shelf {
  index: Aged<ReadonlyMap<string, string>> | undefined;
  kinds: Aged<readonly KindName[]> | undefined;
  /** By the address of the document, which changes with its content, and the kind. */
  readonly schemas: Map<string, Promise<KindSchema | undefined>>;
}

interface Aged<T> {
  readonly asked: number;
  readonly answer: Promise<T>;
}

/** An operator that is installed brings kinds: they are looked for again after this time. */
const freshMs = 10_000;
const deadlineMs = 20_000;
const mostSchemas = 40;

/** Schemas of the kinds in the clusters of attempts; each is read once. Throws a Fault when a cluster gives no answer. */
export class SchemaDesk {
  readonly #options: SchemaDeskOptions;
  /** Gone with the attempt. */
  readonly #shelves = new WeakMap<Attempt, Shelf>();

  constructor(options: SchemaDeskOptions) {
    this.#options = options;
  }

  kinds(attempt: Attempt): Promise<readonly KindName[]> {
    const shelf = this.#shelf(attempt);
    if (!this.#isFresh(shelf.kinds)) {
      shelf.kinds = this.#ask((signal) => this.#options.source.kinds(targetOf(attempt), signal), attempt);
      this.#forgetFailure(shelf, 'kinds');
    }
    return shelf.kinds.answer;
  }

  /** Throws Fault NOT_FOUND when the cluster has no such kind. */
  async schema(attempt: Attempt, kind: KindName): Promise<KindSchema> {
    const shelf = this.#shelf(attempt);
    if (!this.#isFresh(shelf.index)) {
      shelf.index = this.#ask((signal) => this.#options.source.index(targetOf(attempt), signal), attempt);
      this.#forgetFailure(shelf, 'index');
    }
    const { apiVersion } = kind;
    const address = (await shelf.index.answer).get(
      `${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`,
    );
    const found = address === undefined ? undefined : await this.#read(shelf, { attempt, address, kind });
    if (found === undefined) throw noSuchKind(kind);
    return found;
  }

  #shelf(attempt: Attempt): Shelf {
    const known = this.#shelves.get(attempt);
    if (known !== undefined) return known;
    const shelf: Shelf = { index: undefined, kinds: undefined, schemas: new Map() };
    this.#shelves.set(attempt, shelf);
    return shelf;
  }

  #isFresh<T>(aged: Aged<T> | undefined): aged is Aged<T> {
    return aged !== undefined && this.#options.now().getTime() - aged.asked < freshMs;
  }

  #ask<T>(work: (signal: AbortSignal) => Promise<T>, { stop }: Attempt): Aged<T> {
    const answer = work(AbortSignal.any([stop.signal, AbortSignal.timeout(deadlineMs)]));
    return { asked: this.#options.now().getTime(), answer };
  }

  #forgetFailure(shelf: Shelf, what: 'index' | 'kinds'): void {
    const asked = shelf[what];
    asked?.answer.catch(() => {
      if (shelf[what] === asked) shelf[what] = undefined;
    });
  }

  #read(
    { schemas }: Shelf,
    {
      attempt,
      address,
      kind,
    }: { readonly attempt: Attempt; readonly address: string; readonly kind: KindName },
  ): Promise<KindSchema | undefined> {
    const key = `${address} ${kind.kind}`;
    const known = schemas.get(key);
    if (known !== undefined) return known;
    const [oldest] = schemas.keys();
    if (schemas.size >= mostSchemas && oldest !== undefined) schemas.delete(oldest);
    const { answer } = this.#ask(async (signal) => {
      const document = parseOpenApi(await this.#options.source.document(targetOf(attempt), address, signal));
      return document && schemaOf(document, kind);
    }, attempt);
    schemas.set(key, answer);
    answer.catch(() => schemas.delete(key));
    return answer;
  }
}

function noSuchKind({ apiVersion, kind }: KindName): Fault {
  return new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `Your cluster has no kind ${kind.slice(0, 100)} in ${apiVersion.slice(0, 100)}.`,
    hint: '`kubectl api-resources` shows what it has; an operator brings its kinds when it is installed.',
  });
}
