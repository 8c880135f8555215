import { html, raw } from 'hono/html';
import type { Language } from '#site/languages/languages.ts';
import { hashSource } from '../http/content-security-policy.ts';

type Html = ReturnType<typeof html>;

export interface PlainPage {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** Where its form may go; absent: nowhere. */
  readonly formTo?: string;
  /** Run once the page is there; its hash goes into the policy. */
  readonly script?: string;
  /** Whether a platform may show it within its own page. */
  readonly inFrame?: boolean;
  readonly status?: number;
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f2a; --soft: #4b5364; --ground: #f7f6f3; --card: #fff; --line: #d9d7d0; --press: #1d4ed8; --on: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f1ee; --soft: #b6bccb; --ground: #14161c; --card: #1d2029; --line: #3a3f4d; --press: #9db8ff; --on: #10131a; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }
main { max-width: 38rem; margin: 0 auto; padding: 1.75rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; }
h1 { margin: 0 0 0.75rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
p:last-child, form:last-child { margin-bottom: 0; }
.soft { color: var(--soft); }
fieldset { margin: 0 0 1.25rem; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: 0.5rem; font-weight: 600; }
label { display: grid; grid-template-columns: auto 1fr; gap: 0.1rem 0.7rem; padding: 0.7rem 0.2rem; border-top: 1px solid var(--line); cursor: pointer; }
label input { width: 1.15rem; height: 1.15rem; margin: 0.25rem 0 0; accent-color: var(--press); }
label span + span { grid-column: 2; color: var(--soft); font-size: 0.9375rem; }
.press { display: inline-block; padding: 0.65rem 1.2rem; border: 0; border-radius: 0.5rem; background: var(--press); color: var(--on); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
.press:focus-visible, input:focus-visible { outline: 3px solid var(--press); outline-offset: 3px; }
`;

/** A small page of the server's own, for moments between a platform and the site. It loads nothing. */
export async function plainPage({
  language,
  title,
  body,
  formTo,
  script,
  inFrame,
  status,
}: PlainPage): Promise<Response> {
  const text = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} – Kindlab</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <main>${body}</main>
        ${script === undefined ? '' : raw(`<script>${script}</script>`)}
      </body>
    </html>`;
  const policy = [
    "default-src 'none'",
    `style-src ${hashSource(style)}`,
    ...(script === undefined ? [] : [`script-src ${hashSource(script)}`]),
    `form-action ${formTo ?? "'none'"}`,
    "base-uri 'none'",
    `frame-ancestors ${inFrame === true ? '*' : "'none'"}`,
  ];
  return new Response(String(await text), {
    status: status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy.join('; '),
    },
  });
}
