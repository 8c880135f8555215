// @ts-check
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { styleClasses } from './site/components/build/style-classes.ts';

/** Where `npm run dev` has the lab server; absent in a build. */
const labServer = process.env['KINDLAB_SERVER'];

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  outDir: './dist',
  // With `always` Astro's own server would refuse the calls of the API before they reach the proxy.
  trailingSlash: labServer === undefined ? 'always' : 'ignore',
  devToolbar: { enabled: false },
  vite:
    labServer === undefined
      ? {}
      : { server: { proxy: { '/api': { target: labServer, changeOrigin: true, ws: true } } } },
  integrations: [
    starlight({
      title: 'Kindlab',
      locales: { root: { label: 'English', lang: 'en' }, de: { label: 'Deutsch', lang: 'de' } },
      description:
        'A hands-on course on Vault and External Secrets with a Kubernetes cluster, a Vault and a terminal of your own in the page.',
      logo: {
        dark: './site/assets/logo-dark.svg',
        light: './site/assets/logo-light.svg',
        alt: '',
        replacesTitle: true,
      },
      favicon: '/favicon.svg',
      customCss: [
        './site/styles/fonts.css',
        './site/styles/tokens.css',
        './site/styles/chrome.css',
        './site/styles/form.css',
        './site/styles/content.css',
        './site/styles/figures.css',
      ],
      components: {
        Head: './site/components/overrides/Head.astro',
        Footer: './site/components/overrides/Footer.astro',
        Hero: './site/components/overrides/Hero.astro',
        PageTitle: './site/components/overrides/PageTitle.astro',
        Header: './site/components/overrides/Header.astro',
        TwoColumnContent: './site/components/overrides/TwoColumnContent.astro',
      },
      sidebar: [
        {
          label: 'Course',
          translations: { de: 'Kurs' },
          items: [
            { label: 'Start here', translations: { de: 'Hier beginnen' }, link: '/course/' },
            { autogenerate: { directory: 'lessons' } },
          ],
        },
        { label: 'Labs', items: [{ autogenerate: { directory: 'labs' } }] },
      ],
    }),
    styleClasses(),
  ],
});
