import type { ExpressiveCodePlugin } from '@astrojs/starlight/expressive-code';
import { h, type Parents } from '@astrojs/starlight/expressive-code/hast';

const placeholder = /\{\{([a-z][a-z0-9_]*)\}\}/g;

function wrapAsValue(name: string, nodes: readonly Parents[]): Parents[] {
  return nodes.map((node, index) =>
    h('span', { className: index === 0 ? 'kl-value' : 'kl-value-rest', 'data-value': name }, node),
  );
}

/**
 * Marks every `{{name}}` in a code block as one element, so that the lab page can put the attempt's own value
 * there. The highlighter would otherwise cut the braces into tokens that nothing can find again.
 */
export function placeholderPlugin(): ExpressiveCodePlugin {
  return {
    name: 'kindlab-placeholders',
    hooks: {
      annotateCode: ({ codeBlock }) => {
        for (const line of codeBlock.getLines()) {
          for (const match of line.text.matchAll(placeholder)) {
            const name = match[1] ?? '';
            // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the class's own docs invite plain objects
            line.addAnnotation({
              name: 'kindlab-placeholder',
              renderPhase: 'earlier',
              inlineRange: { columnStart: match.index, columnEnd: match.index + match[0].length },
              render: ({ nodesToTransform }) => wrapAsValue(name, nodesToTransform),
            });
          }
        }
      },
    },
  };
}
