import type { PGlite } from '@electric-sql/pglite';
import {
  PGliteAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { EmbeddedStore } from './embedded-store.ts';

/**
 * Speaks to an embedded database that may be opened anew. Kysely's own dialect holds on to the first one, and waits for ever
 * for a transaction that it could not begin.
 */
export function embeddedDialect(store: EmbeddedStore): Dialect {
  return {
    createAdapter: () => new PGliteAdapter(),
    createDriver: () => new EmbeddedDriver(store),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

/** Kysely gives the one connection to one after the other. */
class EmbeddedDriver implements Driver {
  readonly #store: EmbeddedStore;
  readonly #connection: EmbeddedConnection;

  constructor(store: EmbeddedStore) {
    this.#store = store;
    this.#connection = new EmbeddedConnection(store);
  }

  async init(): Promise<void> {
    await this.#store.current();
  }

  /** Never rejects, or the connection would be nobody's any more: what can't be had is said by the first query. */
  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  beginTransaction(_: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return this.#connection.begin(settings);
  }

  commitTransaction(): Promise<void> {
    return this.#connection.commit();
  }

  rollbackTransaction(): Promise<void> {
    return this.#connection.rollBack();
  }

  destroy(): Promise<void> {
    return this.#store.close();
  }
}

class EmbeddedConnection implements DatabaseConnection {
  readonly #store: EmbeddedStore;
  /** Where a transaction is under way: what belongs to it goes nowhere else. */
  #within: PGlite | undefined;

  constructor(store: EmbeddedStore) {
    this.#store = store;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, affectedRows } = await this.#store.run(
      (pglite) => pglite.query<R>(sql, [...parameters], { rowMode: 'object' }),
      this.#within,
    );
    return { rows, ...(affectedRows === undefined ? {} : { numAffectedRows: BigInt(affectedRows) }) };
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The embedded database does not stream.');
  }

  async begin({ isolationLevel, accessMode }: TransactionSettings): Promise<void> {
    const level = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`;
    const pglite = await this.#store.current();
    await this.#store.run(() => pglite.exec(`begin${level} ${accessMode ?? ''}`), pglite);
    this.#within = pglite;
  }

  async commit(): Promise<void> {
    const [answer] = await this.#end('commit');
    if (answer?.command === 'ROLLBACK')
      throw new Error('The transaction had failed before; it was rolled back.');
  }

  /** Of one that ended with its database nothing was written. */
  async rollBack(): Promise<void> {
    await this.#end('rollback');
  }

  async #end(how: 'commit' | 'rollback') {
    const pglite = this.#within;
    this.#within = undefined;
    return this.#store.run((current) => current.exec(how), pglite);
  }
}
