import { createHash } from 'node:crypto';

/** Hashes of the scripts that a built page carries inline, as they go into its policy. */
export function inlineScriptHashes(html: string): readonly string[] {
  const scripts = html.matchAll(/<script\b(?![^>]*\ssrc[\s=])[^>]*>([\s\S]*?)<\/script\s*>/gi);
  const hashes = Array.from(scripts, ([, body]) =>
    createHash('sha256')
      .update(body ?? '')
      .digest('base64'),
  );
  return [...new Set(hashes)].sort();
}

/**
 * What a page may load: its own files, and inline the very scripts it was built with. Search needs WebAssembly;
 * the terminal and highlighted code set inline styles.
 */
export function contentSecurityPolicy(scriptHashes: readonly string[]): string {
  const scripts = ["'self'", "'wasm-unsafe-eval'", ...scriptHashes.map((hash) => `'sha256-${hash}'`)];
  return [
    "default-src 'self'",
    `script-src ${scripts.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
