import envPaths from 'env-paths';

/** Where bundles and their parts are kept: KINDLAB_CACHE_DIR, else the user's cache folder. */
export function defaultCacheDir(env: Readonly<Record<string, string | undefined>>): string {
  return env['KINDLAB_CACHE_DIR'] ?? envPaths('kindlab', { suffix: '' }).cache;
}
