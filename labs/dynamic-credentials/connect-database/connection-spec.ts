import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { lookAtConnection, type ConnectionFact } from '../world/engine.ts';
import { names } from '../world/names.ts';

const read = '`vault read database/config/shop` shows the connection; the password never comes back.';
const anew =
  'Write the connection again as this exercise shows it: all settings in one `vault write database/config/shop`';

export const connectionSpec = defineCheck<ConnectionFact>({
  id: 'connection',
  claim: 'Vault has a connection `shop` to this database, for the role `app` alone',
  points: 2,
  watches: [],
  pollMs: 3000,
  look: lookAtConnection,
  judge: (fact) => {
    if (!fact.mounted) return notMounted(fact.elsewhere);
    if (fact.connection === undefined) return absent(fact.others);
    return (
      judgeUser(fact.connection) ??
      judgeUrl(fact.connection, fact.node) ??
      judgeRoles(fact.connection) ??
      holds
    );
  },
});

function hints(which: string, command: string = anew): Hints {
  return [read, which, command];
}

function notMounted(elsewhere: readonly string[]): Verdict {
  const other = elsewhere[0];
  return differs(other === undefined ? 'no-engine' : 'other-mount', {
    saw:
      other === undefined
        ? 'Vault has no database engine'
        : `the database engine is mounted at ${codes(elsewhere)}`,
    wanted: 'the engine at `database/`',
    next: 'Enable the engine: a KV engine only keeps what you give it, this one makes logins.',
    hints: [
      '`vault secrets list` shows the engines and where they are mounted.',
      'The type is `database`, and so is the path unless you say otherwise.',
      '`vault secrets enable database`',
    ],
  });
}

function absent(others: readonly string[]): Verdict {
  return differs('absent', {
    saw:
      others.length === 0
        ? 'the engine has no connection'
        : `the engine has no connection \`shop\`; there is ${codes(others)}`,
    wanted: 'a connection named `shop`',
    next: 'Write it. Vault tries the login at once and takes nothing that doesn’t work: read what it says.',
    hints: [
      '`vault list database/config` shows the connections; an error of `vault write` names its cause at the end.',
      '“database … does not exist”: the URL lacks `/shop`. “no such host”: Vault stands outside the cluster and knows only the node. “password authentication failed”: user or password.',
      'Take the command of this exercise: `vault write database/config/shop …`',
    ],
  });
}

type Connection = NonNullable<ConnectionFact['connection']>;

function judgeUser({ plugin, username, templated }: Connection): Verdict | undefined {
  if (plugin !== 'postgresql-database-plugin') {
    return differs('other-plugin', {
      saw: `\`plugin_name\` is ${code(plugin)}`,
      wanted: '`postgresql-database-plugin`',
      next: 'The database is PostgreSQL.',
      hints: hints('The setting is `plugin_name`.'),
    });
  }
  if (username !== names.adminUser) {
    return differs('other-user', {
      saw:
        username === ''
          ? 'the connection has no `username` of its own'
          : `Vault logs in as ${code(username)}`,
      wanted: '`vault_admin`, which may make users and nothing else',
      next: 'Never give Vault the owner’s login: it would change that password, and everybody else would be locked out.',
      hints: hints('The setting is `username`; `vault_admin` is a user that was made for Vault alone.'),
    });
  }
  if (templated) return undefined;
  return differs('password-in-url', {
    saw: '`connection_url` doesn’t have both `{{username}}` and `{{password}}` in it',
    wanted: 'placeholders that Vault fills in',
    next: 'Write the two placeholders into the URL. What stands there in plain can be read by whoever reads the connection, and can’t be rotated.',
    hints: hints('The setting is `connection_url`: `postgresql://{{username}}:{{password}}@…`'),
  });
}

function judgeUrl({ host, port, database, sslmode }: Connection, node: string): Verdict | undefined {
  const url = `postgresql://{{username}}:{{password}}@${node}:${names.nodePort}/shop?sslmode=disable`;
  if (host !== node || port !== names.nodePort) {
    return differs('other-host', {
      saw: `Vault is to reach the database at ${code(port === '' ? host : `${host}:${port}`)}`,
      wanted: `${code(`${node}:${names.nodePort}`)}: the node, and the port behind which the Service stands`,
      next: 'Vault isn’t in the cluster: names of Services mean nothing to it.',
      hints: hints(
        'The host in `connection_url` has to be right from where Vault stands. `kubectl get nodes` and `kubectl get service -n database` show both parts.',
        `\`connection_url="${url}"\``,
      ),
    });
  }
  if (database !== names.database) {
    return differs('other-database', {
      saw:
        database === ''
          ? '`connection_url` names no database'
          : `\`connection_url\` names the database ${code(database)}`,
      wanted: '`/shop` after the port',
      next: 'Name the database. Without a name PostgreSQL takes one that is called like the user.',
      hints: hints('The database is the path of the URL.', `\`connection_url="${url}"\``),
    });
  }
  if (sslmode === 'disable') return undefined;
  return differs('sslmode', {
    saw: sslmode === '' ? '`connection_url` says nothing about `sslmode`' : `\`sslmode\` is ${code(sslmode)}`,
    wanted: '`sslmode=disable`, said openly',
    next: 'This database has no certificate. Left out, Vault tries TLS and falls back to plain text without a word: say what you mean. In production that is `verify-full`.',
    hints: hints('It is a parameter at the end of the URL.', `\`connection_url="${url}"\``),
  });
}

function judgeRoles({ allowedRoles }: Connection): Verdict | undefined {
  if (allowedRoles.length === 1 && allowedRoles[0] === names.role) return undefined;
  return differs('allowed-roles', {
    saw: `\`allowed_roles\` is ${codes(allowedRoles, 'empty')}`,
    wanted: '`app` alone',
    next: 'Name the one role. With `*` whoever may write a role gets into this database.',
    hints: hints(
      'The setting is `allowed_roles`.',
      '`vault write database/config/shop allowed_roles=app` changes this setting and keeps the others',
    ),
  });
}
