import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ifMissing } from '#containers/if-missing.ts';
import { RequestFault } from '../fault-to-response.ts';
import { contentSecurityPolicy, inlineHashes } from './content-security-policy.ts';

interface SiteFile {
  readonly file: string;
  readonly type: string;
  readonly size: number;
  readonly etag: string;
  readonly immutable: boolean;
  readonly policy: string | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
  '.yaml': 'text/yaml; charset=utf-8',
};

/**
 * The built site. Only files found while indexing can be served, by their exact path, so no path leads anywhere
 * else. A new build is noticed by its changed index page.
 */
export class StaticSite {
  readonly #root: string;
  #files: ReadonlyMap<string, SiteFile> = new Map();
  #builtAt = -1;

  constructor(root: string) {
    this.#root = root;
  }

  /** The page, or the site's own 404 page in the language of the address. Throws a Fault when the site is not built. */
  async respond(request: Request): Promise<Response> {
    await this.requireBuilt();
    const { pathname } = new URL(request.url);
    const found = this.#find(pathname);
    if (found !== undefined) return serve(request, found, 200);
    if (this.#files.has(`${pathname}/index.html`)) return redirect(`${pathname}/`);
    const [, language = ''] = pathname.split('/');
    const missing = this.#files.get(`/${language}/404/index.html`) ?? this.#files.get('/404.html');
    if (missing === undefined) return new Response('Not found\n', { status: 404 });
    return serve(request, missing, 404);
  }

  /** Throws a Fault when the site is not built. */
  async requireBuilt(): Promise<void> {
    await this.#refresh();
    if (this.#builtAt < 0) throw notBuilt();
  }

  #find(pathname: string): SiteFile | undefined {
    const plain = decode(pathname);
    return this.#files.get(plain.endsWith('/') ? `${plain}index.html` : plain);
  }

  async #refresh(): Promise<void> {
    const index = await stat(path.join(this.#root, 'index.html')).catch(ifMissing);
    const builtAt = index?.mtimeMs ?? -1;
    if (builtAt === this.#builtAt) return;
    this.#files = builtAt < 0 ? new Map() : await indexFiles(this.#root);
    this.#builtAt = builtAt;
  }
}

async function indexFiles(root: string): Promise<ReadonlyMap<string, SiteFile>> {
  const files = new Map<string, SiteFile>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files.set(`/${path.relative(root, file).split(path.sep).join('/')}`, await describe(root, file));
  }
  return files;
}

async function describe(root: string, file: string): Promise<SiteFile> {
  const { size, mtimeMs } = await stat(file);
  const type = types[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
  const html = type.startsWith('text/html') ? await readFile(file, 'utf8') : undefined;
  return {
    file,
    type,
    size,
    etag: `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`,
    // Astro puts a hash of the content into the names of everything under this folder.
    immutable: path.relative(root, file).startsWith(`_astro${path.sep}`),
    policy: html === undefined ? undefined : contentSecurityPolicy(inlineHashes(html)),
  };
}

async function serve(request: Request, found: SiteFile, status: number): Promise<Response> {
  const headers = new Headers({
    'content-type': found.type,
    etag: found.etag,
    'cache-control': found.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (found.policy !== undefined) headers.set('content-security-policy', found.policy);
  if (status === 200 && request.headers.get('if-none-match') === found.etag) {
    return new Response(null, { status: 304, headers });
  }
  if (request.method !== 'HEAD') return new Response(await readFile(found.file), { status, headers });
  headers.set('content-length', String(found.size));
  return new Response(null, { status, headers });
}

function redirect(to: string): Response {
  return new Response(null, { status: 308, headers: { location: to } });
}

function decode(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    // A broken escape names no file.
    return '';
  }
}

function notBuilt(): RequestFault {
  return new RequestFault(503, {
    code: 'NOT_FOUND',
    message: 'The pages of this site have not been built yet.',
    hint: 'Run `npm run build`, then reload. The API works meanwhile.',
  });
}
