/** How a block that was clickable is marked in the info of its fence, where Markdown keeps such things. */
export const fenceMarks = { exec: 'kc-exec', interrupt: 'kc-interrupt', other: 'kc-other' } as const;

/**
 * Killercoda puts its marker behind the closing fence, which Markdown then doesn't take for one: the block would go on
 * to the end of the page. Moves markers to the opening fence.
 */
export function markFences(markdown: string): string {
  const lines = markdown.split('\n');
  let open: { readonly at: number; readonly fence: string } | undefined;
  for (const [at, line] of lines.entries()) {
    const { fence = '', rest = '' } = /^[\s>]*(?<fence>`{3,}|~{3,})(?<rest>.*)$/.exec(line)?.groups ?? {};
    if (fence === '') continue;
    if (open === undefined) {
      if (!(fence.startsWith('`') && rest.includes('`'))) open = { at, fence };
      continue;
    }
    const marker = /^\s*\{\{(?<words>[^}]*)\}\}\s*$/.exec(rest)?.groups?.['words'];
    const closes = fence.startsWith(open.fence) && (rest.trim() === '' || marker !== undefined);
    if (!closes) continue;
    if (marker !== undefined) {
      lines[open.at] = `${lines[open.at] ?? ''}${languageOf(lines[open.at] ?? '')} ${markOf(marker)}`;
      lines[at] = line.slice(0, line.length - rest.length);
    }
    open = undefined;
  }
  return lines.join('\n');
}

/** `exec`, `exec interrupt`, `copy`, or nothing (no copying). */
export function markOf(words: string): string {
  const wanted = words.trim().toLowerCase().split(/\s+/);
  if (!wanted.includes('exec') && !wanted.includes('execute')) return fenceMarks.other;
  return wanted.some((word) => word === 'interrupt' || word === 't1-interrupt')
    ? fenceMarks.interrupt
    : fenceMarks.exec;
}

/** A mark must not become the language of a block that has none. */
function languageOf(opening: string): string {
  return /(`{3,}|~{3,})\s*\S/.test(opening) ? '' : 'text';
}
