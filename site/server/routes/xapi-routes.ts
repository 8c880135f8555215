import { Hono } from 'hono';
import { z } from 'zod';
import type { CohortXapi } from '#site/protocol/xapi.ts';
import type { Audited } from '../accounts/audited.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { listMembers } from '../state/cohort-member-rows.ts';
import type { Database } from '../state/open-database.ts';
import { countFailedOf, listLettersOf, renewFailedOf, type Letter } from '../state/outbox-rows.ts';
import type { RecordStore, XapiChannel } from '../xapi/xapi-channel.ts';
import { getCohort, teachersOnly } from './cohort-routes.ts';

export interface XapiRoutesOptions {
  readonly db: Database;
  readonly cohorts: CohortDesk;
  readonly audited: Audited;
  /** Both absent: the operator named no store. */
  readonly store: RecordStore | undefined;
  readonly channel: XapiChannel | undefined;
}

const mostShown = 50;
const bodyShape = z.object({
  verb: z.object({ display: z.object({ en: z.string() }) }),
  object: z.object({ definition: z.object({ name: z.object({ en: z.string() }) }) }),
});

/** What a learning record store was told of a cohort. */
export function xapiRoutes({ db, cohorts, audited, store, channel }: XapiRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  const may = teachersOnly(cohorts);
  app.get(
    '/api/cohorts/:id/xapi',
    audited({
      action: 'xapi.read',
      may,
      run: async ({ c, param }) => c.json(await readXapi(db, store, param('id'))),
    }),
  );
  app.post(
    '/api/cohorts/:id/xapi/again',
    audited({
      action: 'xapi.send-again',
      may,
      run: async ({ c, param }) => {
        const { id } = await getCohort(db, param('id'));
        await renewFailedOf(db, 'xapi', id);
        channel?.wake();
        return c.json(await readXapi(db, store, id));
      },
    }),
  );
  return app;
}

async function readXapi(db: Database, store: RecordStore | undefined, cohort: string): Promise<CohortXapi> {
  const names = new Map((await listMembers(db, cohort)).map(({ account, name }) => [account, name]));
  const letters = await listLettersOf(db, { channel: 'xapi', cohort }, mostShown);
  return {
    store: store === undefined ? null : new URL(store.endpoint).origin,
    names: store?.names ?? false,
    failed: await countFailedOf(db, 'xapi', cohort),
    statements: letters.map((letter) => statementView(letter, names)),
  };
}

function statementView(
  { id, learner, body, state, createdAt, tries, nextAt }: Letter,
  names: ReadonlyMap<string, string>,
): CohortXapi['statements'][number] {
  const { verb, object } = bodyShape.parse(body);
  return {
    id,
    learner: names.get(learner) ?? 'somebody who left',
    verb: verb.display.en,
    activity: object.definition.name.en,
    state,
    createdAt: createdAt.toISOString(),
    tries: tries.map(({ status, error }) => ({ status, error })),
    nextAt: nextAt?.toISOString() ?? null,
  };
}
