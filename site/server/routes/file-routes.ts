import { Hono, type Context } from 'hono';
import { Fault } from '#containers/contract/fault.ts';
import { fileLimits } from '#containers/contract/workspace-files.ts';
import { renaming, type FileTree } from '#site/protocol/files.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readBounded } from '../http/read-bounded.ts';
import { readJson } from '../http/read-json.ts';
import { KeyedQueue } from '../keyed-queue.ts';

const deadlineMs = 40_000;

/** The files of a workspace, for the learner whose attempt it is. */
export function fileRoutes({ book }: { readonly book: AttemptBook }): Routes {
  const app: Routes = new Hono<RequestScope>();
  const base = '/api/attempts/:id/files';
  // One writer at a time per workspace: what was compared must still be there when it is replaced.
  const writes = new KeyedQueue();
  const pick = (c: Context<RequestScope>): Attempt => book.get(c.get('learner'), c.req.param('id') ?? '');
  const pathOf = (c: Context<RequestScope>): string => c.req.query('path') ?? '';
  app.get(base, async (c) => {
    const attempt = pick(c);
    const { entries, complete } = await attempt.getEnvironment().files.list(deadline(attempt));
    const tree: FileTree = {
      entries: entries.map(({ changedAt, ...entry }) => ({ ...entry, changedAt: changedAt.toISOString() })),
      complete,
      mostBytes: fileLimits.bytes,
    };
    return c.json(tree);
  });
  app.get(`${base}/content`, async (c) => {
    const attempt = pick(c);
    const path = pathOf(c);
    const { bytes, revision } = await attempt.getEnvironment().files.read(path, deadline(attempt));
    return c.body(new Uint8Array(bytes), 200, {
      // Never something that a browser would show or run: it comes from a workspace.
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeName(path)}`,
      etag: `"${revision}"`,
    });
  });
  app.put(`${base}/content`, async (c) => {
    const attempt = pick(c);
    const path = pathOf(c);
    const replaces = readCondition(c);
    const { files } = attempt.getEnvironment();
    const bytes = await readBounded(c.req.raw.body, fileLimits.bytes, () => tooLarge(path));
    const request = { path, bytes, ...(replaces === undefined ? {} : { replaces }) };
    const revision = await writes.run(attempt.id, () => files.write(request, deadline(attempt)));
    return c.json({ revision });
  });
  app.delete(`${base}/content`, async (c) => {
    const attempt = pick(c);
    const { files } = attempt.getEnvironment();
    await writes.run(attempt.id, () => files.remove(pathOf(c), deadline(attempt)));
    return c.body(null, 204);
  });
  app.post(`${base}/rename`, async (c) => {
    const attempt = pick(c);
    const { from, to } = await readJson(c, renaming);
    const { files } = attempt.getEnvironment();
    await writes.run(attempt.id, () => files.rename(from, to, deadline(attempt)));
    return c.body(null, 204);
  });
  return app;
}

function deadline(attempt: Attempt): AbortSignal {
  return AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(deadlineMs)]);
}

/** The revision to replace; `undefined`: a new file. Whoever says neither has not looked. */
function readCondition(c: Context): string | undefined {
  if (c.req.header('if-none-match') === '*') return undefined;
  const revision = /^"([0-9a-f]{64})"$/.exec(c.req.header('if-match') ?? '')?.[1];
  if (revision !== undefined) return revision;
  throw new RequestFault(428, {
    code: 'PROTOCOL',
    message: 'A file is written only by whoever says which revision it takes the place of.',
    hint: 'Send `if-match` with the `etag` that you read, or `if-none-match: *` for a new file.',
  });
}

function tooLarge(path: string): Fault {
  return new Fault({
    code: 'FILE_TOO_LARGE',
    audience: 'learner',
    message: `What was sent for \`${path.slice(0, fileLimits.pathChars)}\` is larger than ${fileLimits.bytes / 1024 ** 2} MiB.`,
    hint: 'Send a smaller file, or fetch it with `curl` in the terminal.',
  });
}

function encodeName(path: string): string {
  const name = path.split('/').at(-1) ?? 'file';
  return encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
