import { Hono } from 'hono';
import { kindName } from '#site/protocol/schemas.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import type { SchemaDesk } from '../schemas/schema-desk.ts';

export interface SchemaRoutesOptions {
  readonly book: AttemptBook;
  readonly schemas: SchemaDesk;
}

/** What the kinds of a learner's own cluster look like. */
export function schemaRoutes({ book, schemas }: SchemaRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.get('/api/attempts/:id/schemas', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    return c.json({ kinds: await schemas.kinds(attempt) });
  });
  app.get('/api/attempts/:id/schemas/kind', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    const asked = kindName.safeParse(c.req.query());
    if (!asked.success) throw unclear();
    return c.json(await schemas.schema(attempt, asked.data));
  });
  return app;
}

function unclear(): RequestFault {
  return new RequestFault(400, {
    code: 'PROTOCOL',
    message: 'A schema is asked for by `apiVersion` and `kind`.',
    hint: 'Such as `?apiVersion=v1&kind=Secret`.',
  });
}
