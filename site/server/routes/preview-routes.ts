import { Hono, type Context } from 'hono';
import type { z } from 'zod';
import { preview, previewTarget, type previewList } from '#site/protocol/previews.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import { targetOf } from '../checks/target-of.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import type { PreviewBook } from '../previews/preview-book.ts';
import { enterPath } from '../previews/preview-proxy.ts';
import type { PreviewNames } from '../previews/preview-names.ts';
import type { PreviewSource } from '../previews/preview-source.ts';

export interface PreviewRoutesOptions {
  readonly book: AttemptBook;
  readonly previews: PreviewBook;
  readonly names: PreviewNames;
  readonly source: PreviewSource;
}

const deadlineMs = 20_000;

/** Which services a learner can look at, and the way into one. */
export function previewRoutes({ book, previews, names, source }: PreviewRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  const services = (attempt: Attempt) =>
    source.list(targetOf(attempt), AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(deadlineMs)]));
  app.get('/api/attempts/:id/previews', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    const offered = names.isOfferedAt(siteOf(c));
    const list: z.infer<typeof previewList> = {
      offered,
      services: offered ? [...(await services(attempt))] : [],
    };
    return c.json(list);
  });
  app.post('/api/attempts/:id/previews', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    const wanted = await readJson(c, previewTarget);
    const site = siteOf(c);
    if (!names.isOfferedAt(site)) throw notOffered();
    const there = (await services(attempt)).find(
      ({ namespace, service, port }) =>
        namespace === wanted.namespace && service === wanted.service && port === wanted.port,
    );
    if (there === undefined) throw notThere();
    const { label, ticket, expiresAt } = previews.open(attempt, there, c.get('viewer')?.session?.gone);
    const url = new URL(`${enterPath}?ticket=${ticket}`, names.addressFor(site, label));
    return c.json(preview.parse({ url: url.href, expiresAt: expiresAt.toISOString() }));
  });
  return app;
}

/** Where the browser has found us. */
function siteOf(c: Context): string {
  return c.req.header('origin') ?? `http://${c.req.header('host') ?? ''}`;
}

function notThere(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'Your cluster has no such service to look at.',
    hint: 'Look again: the list shows those that there are.',
  });
}

function notOffered(): RequestFault {
  return new RequestFault(403, {
    code: 'NOT_ALLOWED',
    message:
      'This server has no names for previews: they are there for browsers that find it at 127.0.0.1 or localhost.',
    hint: 'Use `kubectl port-forward` and `curl` in the terminal. Whoever operates the server gives others previews by --preview-origin.',
  });
}
