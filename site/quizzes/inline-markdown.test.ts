import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlineMarkdown } from './inline-markdown.ts';

describe('inlineMarkdown', () => {
  it('renders code, strong and emphasis, and joins lines', () => {
    expect(inlineMarkdown('Use `bao kv put`,\n  **not** *that*.')).toBe(
      'Use <code>bao kv put</code>, <strong>not</strong> <em>that</em>.',
    );
  });

  it('leaves stars inside code alone', () => {
    expect(inlineMarkdown('`secret/*` and `a*b`')).toBe('<code>secret/*</code> and <code>a*b</code>');
  });

  it('lets no markup through, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), (written) => {
        const rest = inlineMarkdown(written).replaceAll(/<\/?(code|strong|em)>/g, '');
        expect(rest).not.toMatch(/[<>"']/);
        expect(rest).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});
