import type { ExpressiveCodePlugin } from '@astrojs/starlight/expressive-code';
import german from '#site/languages/de/pages.json' with { type: 'json' };
import { createWords } from '#site/languages/sentences.ts';
import { addClassName, h, select } from '@astrojs/starlight/expressive-code/hast';

const english = createWords('en', {});
const translations = new Map([['de', createWords('de', german)]]);

/** Lines of code travel in one attribute, as in Expressive Code's own copy button. */
const lineSeparator = '\u007f';

/**
 * Gives every block marked `run` (```` ```bash run ````) a Run button beside Copy. The button is dead until
 * the lab page has a live terminal; `site/client/lab/run-buttons.ts` wakes it.
 */
export function runButtonPlugin(): ExpressiveCodePlugin {
  return {
    name: 'kindlab-run-button',
    hooks: {
      postprocessRenderedBlock: ({ codeBlock, locale, renderData }) => {
        if (codeBlock.metaOptions.getBoolean('run') !== true) return;
        const { t } = translations.get(locale) ?? english;
        const frame = renderData.blockAst;
        addClassName(frame, 'kl-runnable');
        const button = h(
          'button',
          {
            type: 'button',
            className: 'kl-run',
            'data-code': codeBlock.code.replaceAll('\n', lineSeparator),
            disabled: true,
          },
          [
            h('span', { className: 'kl-run-icon', 'aria-hidden': 'true' }),
            h('span', { className: 'kl-run-label' }, t('Run')),
          ],
        );
        (select('.copy', frame) ?? frame).children.push(button);
        // For the open mode of a lab; guided pages don't show it.
        const reveal = h(
          'button',
          { type: 'button', className: 'kl-reveal', 'aria-expanded': 'false' },
          t('Show the command'),
        );
        renderData.blockAst = h('div', { className: 'kl-command' }, [reveal, frame]);
      },
    },
  };
}
