import path from 'node:path';
import { Hono } from 'hono';
import type { Audited, StaffCall } from '../accounts/audited.ts';
import { notYours } from '../accounts/viewer.ts';
import { writeBackup } from '../backup/write-backup.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import type { Database } from '../state/open-database.ts';

export interface BackupRoutesOptions {
  readonly db: Database;
  readonly dataDir: string;
  readonly audited: Audited;
  readonly now: () => Date;
}

/** Backups while the server runs: its embedded database belongs to it alone. */
export function backupRoutes({ db, dataDir, audited, now }: BackupRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.post(
    '/api/backups',
    audited({
      action: 'backup.make',
      may: adminsOnly,
      run: async ({ c, note }) => {
        const at = now();
        const name = `kindlab-${at.toISOString().replaceAll(/[:.]/g, '-')}.tar.gz`;
        const file = path.join(dataDir, 'backups', name);
        const { tables } = await writeBackup({ db, dataDir, file, now: at });
        note({ details: { file: name } });
        return c.json({ file, tables }, 201);
      },
    }),
  );
  return app;
}

function adminsOnly({ viewer }: StaffCall): void {
  if (viewer.role !== 'admin')
    throw notYours('Only administrators back up the server.', 'On its machine, `kindlab backup` does.');
}
