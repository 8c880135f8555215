import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { endLease, forgetLease, mint } from '#labs/shared/database-engine.ts';
import { tryLogin, type LoginFact } from '#labs/shared/shop-database.ts';
import { names } from '../world/names.ts';

interface MintFact {
  /** Why Vault made no login. */
  readonly refused?: string;
  readonly login?: LoginFact;
  /** Why Vault couldn't end the lease. */
  readonly stays?: string;
  /** The login after its lease had ended. */
  readonly after?: LoginFact;
}

const tidyUpMs = 10_000;

export const roleMints = defineCheck<MintFact>({
  id: 'role-mints',
  claim: 'A login from Vault can read orders and do nothing else, and ends with its lease',
  points: 3,
  needs: ['database-answers', 'role-spec'],
  challenge: true,
  doing: 'a login that was just made to be tried, and then ended',
  deadlineMs: 45_000,
  watches: [],
  look: mintAndEnd,
  judge: ({ refused, login, stays, after }) => {
    if (refused !== undefined) return noLogin(refused);
    if (login?.kind !== 'in') return noEntry(login);
    const rights = judgeRights(login);
    if (rights !== undefined) return rights;
    if (stays === undefined && after?.kind !== 'in') return holds;
    return differs('lives-on', {
      saw: `the lease was revoked, and the login still works${stays === undefined ? '' : `: ${code(stays)}`}`,
      wanted: 'a login that is gone with its lease',
      next: 'Look at `revocation_statements`: may `vault_admin` run them?',
      hints: hints(
        'The setting is `revocation_statements`. `vault_admin` may drop roles, and has no rights on tables that it could take back.',
        '`vault write database/roles/app revocation_statements=\'DROP ROLE IF EXISTS "{{name}}"\'`',
      ),
    });
  },
});

const statement =
  '`creation_statements="CREATE ROLE \\"{{name}}\\" LOGIN PASSWORD \'{{password}}\' VALID UNTIL \'{{expiration}}\' IN ROLE shop_reader"`';

function hints(which: string, command: string = statement): Hints {
  return ['`vault read database/creds/app` makes a login and shows it; try it with psql.', which, command];
}

function noLogin(refused: string) {
  return differs('refused', {
    saw: `Vault made no login: ${code(refused)}`,
    wanted: 'a fresh user and password',
    next: 'Correct the SQL of the role; the message comes from PostgreSQL.',
    hints: hints('The SQL is in `creation_statements`, run as `vault_admin`.'),
  });
}

function noEntry(login: LoginFact | undefined) {
  const why = login?.kind === 'refused' ? ` (SQLSTATE ${login.sqlState})` : '';
  return differs('no-entry', {
    saw: `PostgreSQL doesn’t let the new login in${why}`,
    wanted: 'a login that works',
    next: 'Does the SQL make a role with LOGIN and with Vault’s password?',
    hints: hints("A role without `LOGIN` can’t log in; `PASSWORD '{{password}}'` stands in single quotes."),
  });
}

function judgeRights({ readRefused, mighty, endsInS }: Extract<LoginFact, { kind: 'in' }>) {
  if (readRefused !== undefined) {
    return differs('cannot-read', {
      saw: `the login may not read orders (SQLSTATE ${readRefused})`,
      wanted: 'a login that can read',
      next: 'A new role has no rights. Make it a member of `shop_reader`, which may read every table, also later ones.',
      hints: hints(
        '`IN ROLE shop_reader` at the end of `CREATE ROLE` does it. A GRANT on all tables covers only those that exist, and `vault_admin` has nothing to grant.',
      ),
    });
  }
  if (mighty.length > 0) {
    return differs('too-mighty', {
      saw: `the login ${mighty.join(' and ')}`,
      wanted: 'a login that reads',
      next: 'Take away what a reader doesn’t need.',
      hints: hints('Look at which roles the login is made a member of, and at words such as CREATEROLE.'),
    });
  }
  if (endsInS !== null && endsInS < 3600) return undefined;
  return differs('no-end', {
    saw: 'PostgreSQL would take this password for ever',
    wanted: '`VALID UNTIL` in the SQL, filled in by Vault',
    next: 'Give the login an end in the database as well.',
    hints: hints("`VALID UNTIL '{{expiration}}'` is that end."),
  });
}

async function mintAndEnd(probes: Probes, signal: AbortSignal): Promise<MintFact> {
  const result = await mint(names.role, probes, signal);
  if ('refused' in result) return result;
  const { lease, login } = result.minted;
  let ended = false;
  try {
    const first = await tryLogin(probes, login, signal);
    const stays = await endLease(lease, probes, signal);
    ended = stays === undefined;
    const after = await tryLogin(probes, login, signal);
    return { login: first, after, ...(stays === undefined ? {} : { stays }) };
  } finally {
    if (!ended) await forgetLease(lease, probes, AbortSignal.timeout(tidyUpMs));
  }
}
