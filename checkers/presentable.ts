const longest = 600;

/** Text that may be shown: no secret values, no control characters, of bounded length. */
export function presentable(text: string, secrets: readonly string[]): string {
  let shown = text;
  for (const secret of secrets) if (secret.length >= 6) shown = shown.replaceAll(secret, '(hidden)');
  shown = shown.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e]/g, ' ');
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
}

/** A learner's own word as inline code, shortened. */
export function code(word: string): string {
  const plain = word.replaceAll('`', "'").replaceAll(/\s+/g, ' ').trim();
  return `\`${plain.length > 80 ? `${plain.slice(0, 79)}…` : plain}\``;
}

/** "`a`, `b` and `c`", or the given word for an empty list. */
export function codes(words: readonly string[], none = 'none'): string {
  const shown = words.slice(0, 6).map(code);
  if (words.length > 6) shown.push(`${String(words.length - 6)} more`);
  const last = shown.pop();
  if (last === undefined) return none;
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}
