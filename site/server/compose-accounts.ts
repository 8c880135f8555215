import path from 'node:path';
import type { Logger } from 'pino';
import type { Catalog } from '#labs/lab.ts';
import type { Quiz } from '#site/quizzes/quiz-schema.ts';
import { auditedBy, type Audited } from './accounts/audited.ts';
import { AuditLog } from './accounts/audit-log.ts';
import { admitIdentity } from './accounts/admit-identity.ts';
import { Gate } from './accounts/gate.ts';
import { IdentityProvider } from './accounts/identity-provider.ts';
import { InviteBook } from './accounts/invite-book.ts';
import { OperatorKey } from './accounts/operator-key.ts';
import { SessionBook } from './accounts/session-book.ts';
import { SessionCookie } from './accounts/session-cookie.ts';
import { SignIn } from './accounts/sign-in.ts';
import { TokenBook } from './accounts/token-book.ts';
import type { AttemptBook } from './attempts/attempt-book.ts';
import type { CohortDesk } from './cohorts/cohort-desk.ts';
import { composeHooks, type HooksGround } from './compose-hooks.ts';
import { composeLti } from './compose-lti.ts';
import type { Routes } from './http/app.ts';
import type { OwnAddress } from './http/own-address.ts';
import type { Outbox } from './outbox/outbox.ts';
import { accountRoutes } from './routes/account-routes.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { backupRoutes } from './routes/backup-routes.ts';
import { cohortRoutes, noCohorts } from './routes/cohort-routes.ts';
import { inviteRoutes, joinLink } from './routes/invite-routes.ts';
import { joinRoutes } from './routes/join-routes.ts';
import { ClassPlanner } from './planning/class-planner.ts';
import { markRoutes } from './routes/mark-routes.ts';
import { planningRoutes } from './routes/planning-routes.ts';
import { providerPath, providerRoutes } from './routes/provider-routes.ts';
import { rosterRoutes } from './routes/roster-routes.ts';
import { sessionRoutes, type SessionRoutesOptions } from './routes/session-routes.ts';
import { traceGuard } from './routes/trace-guard.ts';
import type { ServerDeps } from './server-deps.ts';
import type { CheckedOptions } from './server-options.ts';
import { countAdmins } from './state/account-rows.ts';
import type { Database } from './state/open-database.ts';
import { Sweeper } from './sweeper.ts';

const sessionSweepMs = 60_000;

export interface AccountsGround {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly address: () => OwnAddress;
  readonly cohorts: CohortDesk;
  readonly book: AttemptBook;
  readonly catalog: Catalog;
  readonly measure: ServerDeps['measure'];
  readonly quizzes: readonly Quiz[];
  readonly outbox: Outbox;
  readonly webhooks: HooksGround['webhooks'];
  /** First pause before somebody is told again, in milliseconds. */
  readonly retryMs: number | undefined;
}

/** Who may come in, and the calls about that. */
export interface AccountParts {
  readonly gate: Gate;
  readonly routes: readonly Routes[];
  readonly audited: Audited;
  readonly key: OperatorKey;
  readonly tokens: TokenBook;
  /** Ends sessions whose time is up. */
  readonly sweeper: Sweeper;
  /** A one-time link for the first administrator; `undefined` once there is one, or without accounts. */
  firstAdminLink(): Promise<string | undefined>;
}

export function composeAccounts(options: CheckedOptions, ground: AccountsGround): AccountParts {
  const { db, log, now, address, cohorts } = ground;
  const { auth } = options;
  const sessions = new SessionBook(db, now);
  const invites = new InviteBook(db, now);
  const cookie = new SessionCookie(address);
  const key = new OperatorKey(options.dataDir);
  const tokens = new TokenBook(db, auth, now);
  const audit = new AuditLog(db, now);
  const audited = auditedBy(audit);
  const signIn = new SignIn({ db, invites, now, cohorts });
  const { oidc } = options;
  const providers = oidc === undefined ? [] : [{ name: oidc.name, href: providerPath }];
  const ways = { auth, sessions, cookie, signIn, audit, providers };
  const origin = (): string => address().shown;
  return {
    gate: new Gate({ auth, sessions, cookie, key, tokens }),
    audited,
    key,
    tokens,
    sweeper: new Sweeper({ part: 'sessions', log, everyMs: sessionSweepMs, sweep: () => sessions.sweep() }),
    routes: [
      sessionRoutes(ways),
      joinRoutes({ ...ways, db }),
      accountRoutes({ db, sessions, audited, now }),
      inviteRoutes({ db, invites, audited, origin }),
      auditRoutes({ db, audited }),
      backupRoutes({ db, dataDir: options.dataDir, audited, now }),
      traceGuard(cohorts),
      ...(auth === 'none' ? [noCohorts()] : teaching(options, { ...ground, ways, invites, audited })),
      ...(oidc === undefined
        ? []
        : [
            providerRoutes({
              ...ways,
              log,
              address,
              provider: new IdentityProvider(oidc, now),
              admit: (identity) =>
                admitIdentity({ db, invites, now, cohorts, admitAll: oidc.admitAll }, identity),
            }),
          ]),
    ],
    async firstAdminLink() {
      if (auth === 'none' || (await countAdmins(db)) > 0) return undefined;
      return joinLink(origin(), (await invites.issueFirstAdmin()).code);
    },
  };
}

/** Calls that make sense only where people have accounts. */
function teaching(
  { dataDir, xapi }: CheckedOptions,
  parts: AccountsGround & {
    readonly ways: SessionRoutesOptions;
    readonly invites: InviteBook;
    readonly audited: Audited;
  },
): readonly Routes[] {
  const origin = (): string => parts.address().shown;
  return [
    cohortRoutes({ ...parts, exportDir: path.join(dataDir, 'exports') }),
    rosterRoutes({ ...parts, origin }),
    markRoutes(parts),
    planningRoutes({ ...parts, planner: new ClassPlanner({ ...parts, dataDir }) }),
    ...composeLti({ ...parts, dataDir }),
    ...composeHooks({ ...parts, xapi, origin }),
  ];
}
