import { createHash } from 'node:crypto';

/** Hashes of what a built page carries inline, as they go into its policy. */
export interface InlineHashes {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/** How a policy names one inline script or style. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** What a page carries inline: scripts without a source, and style elements. */
export function inlineHashes(html: string): InlineHashes {
  return {
    scripts: hashAll(html, /<script\b(?![^>]*\ssrc[\s=])[^>]*>([\s\S]*?)<\/script\s*>/gi),
    styles: hashAll(html, /<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi),
  };
}

function hashAll(html: string, element: RegExp): readonly string[] {
  return [...new Set(Array.from(html.matchAll(element), ([, body]) => hashSource(body ?? '')))].sort();
}

/** What a page may load: its own files, and inline the very scripts and styles it was built with. Search needs WebAssembly. */
export function contentSecurityPolicy(
  { scripts, styles }: InlineHashes = { scripts: [], styles: [] },
): string {
  return [
    "default-src 'self'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...scripts].join(' '),
    ["style-src 'self'", ...styles].join(' '),
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
