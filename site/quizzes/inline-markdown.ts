const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Inline Markdown as HTML that is safe whatever was written: `code`, **strong** and *emphasis*; all else is text.
 * Runs of white space, line breaks among them, become one space outside code.
 */
export function inlineMarkdown(markdown: string): string {
  return markdown
    .trim()
    .split(/(`[^`]+`)/)
    .map((part) => (/^`[^`]+`$/.test(part) ? `<code>${escape(part.slice(1, -1))}</code>` : prose(part)))
    .join('');
}

function prose(markdown: string): string {
  return escape(markdown.replaceAll(/\s+/g, ' '))
    .replaceAll(/\*\*(?=\S)(.+?)(?<=\S)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/\*(?=\S)(.+?)(?<=\S)\*/g, '<em>$1</em>');
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}
