// Options for code blocks. In a file of their own because the Code component, which shows snippets, reads them from here.
import { defineEcConfig } from '@astrojs/starlight/expressive-code';
import { placeholderPlugin } from './site/components/code-blocks/placeholder-plugin.ts';
import { runButtonPlugin } from './site/components/code-blocks/run-button-plugin.ts';

export default defineEcConfig({
  themes: ['vitesse-dark', 'vitesse-light'],
  useStarlightUiThemeColors: true,
  // Long lines wrap: nothing to scroll sideways, on a phone or by keyboard.
  defaultProps: { wrap: true },
  plugins: [placeholderPlugin(), runButtonPlugin()],
  styleOverrides: { borderRadius: '6px', codeFontSize: '0.875rem', frames: { shadowColor: 'transparent' } },
});
