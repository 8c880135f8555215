import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { lookAtRole, type RoleFact } from '../world/engine.ts';
import { names } from '../world/names.ts';

const shortestS = 60;
const longestS = 300;
const longestMaxS = 3600;
const all = ['name', 'password', 'expiration'];

function hints(which: string, command: string): Hints {
  return ['`vault read database/roles/app` shows the role.', which, command];
}

export const roleSpec = defineCheck<RoleFact>({
  id: 'role-spec',
  claim: 'The role `app` makes logins for `shop` that last one to five minutes',
  points: 2,
  needs: ['connection'],
  watches: [],
  pollMs: 3000,
  look: lookAtRole,
  judge: ({ role, others }) => {
    if (role === undefined) return absent(others);
    if (role.connection !== names.connection) {
      return differs('other-connection', {
        saw: `\`db_name\` is ${code(role.connection)}`,
        wanted: '`shop`, the connection you made',
        next: '`db_name` is the name of the connection in Vault, not of the database in PostgreSQL.',
        hints: hints('The setting is `db_name`.', '`vault write database/roles/app db_name=shop`'),
      });
    }
    return judgeTimes(role) ?? judgeStatements(role) ?? holds;
  },
});

function absent(others: readonly string[]): Verdict {
  return differs('absent', {
    saw:
      others.length === 0
        ? 'the engine has no role'
        : `the engine has the role ${codes(others)}, and no \`app\``,
    wanted: 'a role named `app`',
    next: 'Write the role: what SQL makes a login, and how long it lives.',
    hints: [
      '`vault list database/roles` shows the roles of the engine.',
      'A role has `db_name`, `creation_statements`, `revocation_statements`, `default_ttl` and `max_ttl`.',
      'Take the command of this exercise: `vault write database/roles/app …`',
    ],
  });
}

function judgeTimes({ defaultTtlS, maxTtlS }: NonNullable<RoleFact['role']>): Verdict | undefined {
  if (defaultTtlS < shortestS || defaultTtlS > longestS) {
    const none = defaultTtlS === 0;
    return differs(none ? 'no-ttl' : 'ttl-out-of-range', {
      saw: none
        ? '`default_ttl` isn’t set: a login lives as long as Vault lets any lease live, 32 days'
        : `a login lives ${span(defaultTtlS)}`,
      wanted: 'a `default_ttl` from one to five minutes',
      next: 'A login that outlives its use is a static password again. In this lab it shall be short enough to watch.',
      hints: hints(
        'The setting is `default_ttl`; it takes `2m`, or seconds.',
        '`vault write database/roles/app default_ttl=2m`',
      ),
    });
  }
  if (maxTtlS >= defaultTtlS && maxTtlS <= longestMaxS) return undefined;
  return differs('max-ttl', {
    saw:
      maxTtlS === 0
        ? '`max_ttl` isn’t set: by renewing, a login could live 32 days'
        : `\`max_ttl\` is ${span(maxTtlS)}`,
    wanted: 'a `max_ttl` of at most an hour, and not below `default_ttl`',
    next: 'Bound how long a login may be renewed.',
    hints: hints('The setting is `max_ttl`.', '`vault write database/roles/app max_ttl=10m`'),
  });
}

function judgeStatements({ placeholders, revokes }: NonNullable<RoleFact['role']>): Verdict | undefined {
  const missing = all.filter((word) => !placeholders.includes(word));
  if (missing.length > 0) {
    return differs('placeholders', {
      saw: `\`creation_statements\` lack ${codes(missing.map((word) => `{{${word}}}`))}`,
      wanted: 'SQL in which Vault fills in name, password and expiration',
      next: 'With `VALID UNTIL` PostgreSQL itself ends the login, even when Vault is away. Mind the shell: quote so that `{{…}}` and the double quotes arrive.',
      hints: hints(
        'The setting is `creation_statements`.',
        '`creation_statements="CREATE ROLE \\"{{name}}\\" LOGIN PASSWORD \'{{password}}\' VALID UNTIL \'{{expiration}}\' IN ROLE shop_reader"`',
      ),
    });
  }
  if (revokes) return undefined;
  return differs('default-revocation', {
    saw: 'the role has no `revocation_statements` of its own',
    wanted: 'SQL that `vault_admin` has the right to run',
    next: 'Without them Vault takes rights back on every table and sequence first. `vault_admin` owns none, PostgreSQL refuses, and the login lives on.',
    hints: hints(
      'The setting is `revocation_statements`. These logins own nothing and hold no rights but their membership: dropping them is enough.',
      '`vault write database/roles/app revocation_statements=\'DROP ROLE IF EXISTS "{{name}}"\'`',
    ),
  });
}

function span(seconds: number): string {
  if (seconds < 120) return `${String(seconds)} seconds`;
  return seconds < 7200
    ? `${String(Math.round(seconds / 60))} minutes`
    : `${String(Math.round(seconds / 3600))} hours`;
}
