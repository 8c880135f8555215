import { Hono } from 'hono';
import type { z } from 'zod';
import { accountChange, type accountView } from '#site/protocol/accounts.ts';
import type { Audited, StaffCall } from '../accounts/audited.ts';
import type { SessionBook } from '../accounts/session-book.ts';
import { notYours } from '../accounts/viewer.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import {
  changeAccount,
  countAdmins,
  findAccount,
  listAccounts,
  type Account,
} from '../state/account-rows.ts';
import type { Database } from '../state/open-database.ts';

export interface AccountRoutesOptions {
  readonly db: Database;
  readonly sessions: SessionBook;
  readonly audited: Audited;
  readonly now: () => Date;
}

/** Accounts and what they may do; for administrators. */
export function accountRoutes({ db, sessions, audited, now }: AccountRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.get(
    '/api/accounts',
    audited({
      action: 'account.list',
      may: adminsOnly,
      run: async ({ c }) => c.json({ accounts: (await listAccounts(db)).map(toView) }),
    }),
  );
  app.post(
    '/api/accounts/:id',
    audited({
      action: 'account.change',
      may: adminsOnly,
      run: async ({ c, note, param }) => {
        const change = await readJson(c, accountChange);
        note({ target: param('id'), details: { ...change } });
        const account = await findAccount(db, param('id'));
        if (account === undefined) throw noSuchAccount();
        const after = { ...account, ...wanted(change, now()) };
        if (isAdmin(account) && !isAdmin(after) && (await countAdmins(db)) < 2) throw lastAdmin();
        await changeAccount(db, account.id, {
          role: after.role,
          disabledAt: after.disabledAt ?? null,
        });
        // Whoever may less now must not go on with streams that were opened before.
        await sessions.revokeAll(account.id);
        return c.json(toView(after));
      },
    }),
  );
  return app;
}

/** Throws a RequestFault 403 for everybody else. */
export function adminsOnly({ viewer }: StaffCall): void {
  if (viewer.role !== 'admin')
    throw notYours('Only administrators may do this.', 'Ask an administrator of this server to do it.');
}

function wanted(
  { role, disabled }: z.output<typeof accountChange>,
  now: Date,
): Partial<Pick<Account, 'disabledAt' | 'role'>> {
  return {
    ...(role === undefined ? {} : { role }),
    ...(disabled === undefined ? {} : { disabledAt: disabled ? now : undefined }),
  };
}

function isAdmin({ role, disabledAt }: Account): boolean {
  return role === 'admin' && disabledAt === undefined;
}

function toView({ id, email, name, role, createdAt, disabledAt }: Account): z.infer<typeof accountView> {
  return { id, email, name, role, createdAt: createdAt.toISOString(), disabled: disabledAt !== undefined };
}

function noSuchAccount(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'There is no such account.',
    hint: '`GET /api/accounts` lists those there are.',
  });
}

function lastAdmin(): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: 'This is the last administrator: without one nobody could manage this server.',
    hint: 'Make somebody else an administrator first.',
  });
}
