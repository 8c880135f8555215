import { z } from 'zod';
import type { PostgresAnswer, Probes } from '#checkers/probes/probes.ts';

/** The PostgreSQL that the starts of the database labs put into the cluster. */
const server = { namespace: 'database', labelSelector: 'app=postgres', port: 5432 } as const;
const database = 'shop';

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** One question to the shop's database, as somebody. */
export function askShop(
  { postgres }: Probes,
  login: Login,
  question: { readonly text: string; readonly values?: readonly string[] },
  signal: AbortSignal,
): Promise<PostgresAnswer> {
  return postgres.query(server, { ...login, ...question, database }, signal);
}

/** The database's owner, whose password is this attempt's. */
export function dba({ attempt }: Probes): Login {
  return { username: 'postgres', password: attempt.values['dba_password'] ?? '' };
}

/** What somebody with this login can do. Holds neither name nor password. */
export type LoginFact =
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly sqlState: string }
  | {
      readonly kind: 'in';
      /** The beginning of the user's name: `v-kubernet-`, `v-token-` and so on, or `other`. */
      readonly madeBy: string;
      /** SQLSTATE of a refused SELECT on orders; absent: it was answered. */
      readonly readRefused?: string;
      /** What a reader has no business to do. */
      readonly mighty: readonly string[];
      /** Seconds until PostgreSQL itself refuses the password; `null`: it never does. */
      readonly endsInS: number | null;
    };

const rights = `
  SELECT session_user::text AS name, rolsuper AS super, rolcreaterole AS creates,
    extract(epoch FROM rolvaliduntil - now())::float8 AS ends,
    pg_has_role(session_user, c.relowner, 'USAGE') AS owns,
    has_table_privilege(session_user, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AS writes
  FROM pg_roles, pg_class c WHERE rolname = session_user AND c.oid = 'public.orders'::regclass`;
const rightsRow = z.tuple([
  z.object({
    name: z.string(),
    super: z.boolean(),
    creates: z.boolean(),
    ends: z.number().nullable(),
    owns: z.boolean(),
    writes: z.boolean(),
  }),
]);

/** Logs in, reads the orders once, and asks the server what this user may do. */
export async function tryLogin(probes: Probes, login: Login, signal: AbortSignal): Promise<LoginFact> {
  const about = await askShop(probes, login, { text: rights }, signal);
  if (about.kind !== 'rows') return about;
  const [row] = rightsRow.parse(about.rows);
  const read = await askShop(probes, login, { text: 'SELECT count(*) FROM orders' }, signal);
  if (read.kind === 'absent') return read;
  const mighty = [
    ...(row.super ? ['is a superuser'] : []),
    ...(row.creates ? ['makes roles'] : []),
    ...(row.owns ? ['drops tables'] : []),
    ...(row.writes ? ['writes orders'] : []),
  ];
  return {
    kind: 'in',
    madeBy: /^v-[a-z0-9]+-/i.exec(row.name)?.[0] ?? 'other',
    ...(read.kind === 'refused' ? { readRefused: read.sqlState } : {}),
    mighty,
    endsInS: row.ends === null ? null : Math.round(row.ends),
  };
}
