import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AttemptBook } from './attempts/attempt-book.ts';
import type { Routes } from './http/app.ts';
import { PreviewBook } from './previews/preview-book.ts';
import { PreviewNames } from './previews/preview-names.ts';
import { PreviewProxy, type PreviewProxyOptions } from './previews/preview-proxy.ts';
import { previewRoutes } from './routes/preview-routes.ts';

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface PreviewParts {
  readonly routes: Routes;
  /** Puts the names of previews before what answers under the site's own. */
  answer(site: RequestListener): RequestListener;
  upgrade(site: OnUpgrade): OnUpgrade;
}

export interface PreviewNeeds extends Pick<PreviewProxyOptions, 'log' | 'source' | 'stop'> {
  readonly book: AttemptBook;
  /** Below which previews are served to browsers on other machines; absent: to none. */
  readonly origin: string | undefined;
}

/** Services of clusters under names of their own, on the same port as the site. */
export function composePreviews({ book, origin, source, log, stop }: PreviewNeeds): PreviewParts {
  const previews = new PreviewBook();
  const names = new PreviewNames(origin);
  const proxy = new PreviewProxy({ book: previews, names, source, log, stop });
  return {
    routes: previewRoutes({ book, previews, names, source }),
    answer: (site) => (request, response) =>
      proxy.owns(request) ? void proxy.answer(request, response) : site(request, response),
    upgrade: (site) => (request, socket, head) =>
      proxy.owns(request) ? void proxy.upgrade(request, socket, head) : site(request, socket, head),
  };
}
