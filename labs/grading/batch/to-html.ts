import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { pointsOf } from '../grade-exercise.ts';
import { because, word } from '../result-table.ts';
import type { Graded } from '../verdict.ts';
import type { GradeRecord } from './record.ts';

type Markup = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; vertical-align: top; border-bottom: 1px solid #8884; }
td:nth-child(n+2) { font-variant-numeric: tabular-nums; } dl { margin: .2rem 0; display: grid; grid-template-columns: 5rem 1fr; }
dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; } dt { opacity: .7; } summary { cursor: pointer; font-weight: 600; margin: .6rem 0; }
.passed { color: light-dark(#136f3a, #7ad69a); } .failed { color: light-dark(#a3232b, #ff9b9b); } .broken, .settling { color: light-dark(#7a5600, #f0c674); }`;

const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** One page that needs nothing else: every submission, with saw, wanted and next of every check. */
export async function toHtml(title: string, records: readonly GradeRecord[]): Promise<string> {
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta
          http-equiv="content-security-policy"
          content="default-src 'none'; style-src ${raw(styleSource)}"
        />
        <title>Grades: ${title}</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <h1>Grades: ${title}</h1>
        <table>
          <thead>
            <tr>
              <th scope="col">Submission</th>
              <th scope="col">Lab</th>
              <th scope="col">Verdict</th>
              <th scope="col">Points</th>
              <th scope="col">Bonus</th>
            </tr>
          </thead>
          <tbody>
            ${records.map(summaryRow)}
          </tbody>
        </table>
        ${records.map(details)}
      </body>
    </html> `;
  return page.toString();
}

function summaryRow({ name, lab, verdict }: GradeRecord): Markup {
  const graded = verdict.kind === 'graded';
  return html`<tr>
    <td>${name}</td>
    <td>${lab}</td>
    <td>${verdict.kind === 'broken' ? 'broken (our fault)' : verdict.kind}</td>
    <td>${graded ? `${String(verdict.points)} of ${String(verdict.of)}` : '–'}</td>
    <td>${graded ? verdict.bonus : '–'}</td>
  </tr>`;
}

function details({ name, sha256, startedAt, verdict }: GradeRecord): Markup {
  const body = verdict.kind === 'graded' ? gradedBody(verdict) : html`<p>${verdict.why}</p>`;
  return html`<details>
    <summary>${name}</summary>
    <p>Graded ${startedAt}; files ${sha256.slice(0, 16)}.</p>
    ${body}
  </details>`;
}

function gradedBody({ exercises, steps, notes }: Graded): Markup {
  const ended = steps.filter((step) => step.ended !== 'done');
  return html`${notes.map((note) => html`<p>${note}</p>`)}
  ${ended.map(
    ({ file, ended: how, said = '' }) =>
      html`<p><code>${file}</code>: ${how}</p>
        <pre>${said}</pre>`,
  )}
  ${exercises.map(exerciseBody)}`;
}

function exerciseBody({ title, report, incidents }: Graded['exercises'][number]): Markup {
  const { points, of } = pointsOf(report.checks);
  const rows = report.checks.map(({ id, claim, outcome, points: worth }) => {
    const why = because(
      outcome,
      incidents.find(({ check }) => check === id),
    );
    return html`<tr>
      <td class="${outcome.kind}">${word[outcome.kind]}</td>
      <td>
        ${claim}
        ${
          why.length === 0
            ? ''
            : html`<dl>
                ${why.map(
                  ([name, text]) =>
                    html`<dt>${name}</dt>
                      <dd>${text}</dd>`,
                )}
              </dl>`
        }
      </td>
      <td>${worth}</td>
    </tr>`;
  });
  return html`<h2>${title}: ${points} of ${of}</h2>
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}
