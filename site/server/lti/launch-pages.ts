import { html } from 'hono/html';
import type { Catalog } from '#labs/lab.ts';
import type { Fault } from '#containers/contract/fault.ts';
import { ltiPath } from './addresses.ts';
import type { Picked } from './picking-desk.ts';
import { plainPage } from './plain-page.ts';

/** A lab needs a window of its own: browsers keep no session for a page within another site's page. */
export function ownWindowPage(href: string): Promise<Response> {
  return plainPage({
    title: 'Open Kindlab',
    inFrame: true,
    body: html`<h1>Kindlab opens in a window of its own</h1>
      <p>
        Labs have terminals and a session, and browsers keep neither for a page that is shown within another
        site’s page.
      </p>
      <p><a class="press" href="${href}" target="_blank" rel="noopener">Open Kindlab</a></p>
      <p class="soft">
        Do you teach this course? Set the activity to open in a new window, and learners are spared this page.
      </p>`,
  });
}

/** Why a launch led nowhere. */
export function refusedPage(fault: Fault, status: number): Promise<Response> {
  return plainPage({
    title: 'Kindlab could not be opened',
    inFrame: true,
    status,
    body: html`<h1>Kindlab could not be opened</h1>
      <p>${fault.message}</p>
      <p class="soft">${fault.hint}</p>`,
  });
}

/** What an activity of a platform is to lead to. */
export function pickPage({ labs }: Catalog, handle: string): Promise<Response> {
  const choices = labs.map(
    ({ id, title, story }) =>
      html`<label
        ><input type="radio" name="lab" value="${id}" required /><span>${title}</span
        ><span>${story}</span></label
      >`,
  );
  return plainPage({
    title: 'Pick a lab',
    inFrame: true,
    formTo: "'self'",
    body: html`<h1>What shall this activity lead to?</h1>
      <form method="post" action="${ltiPath.pick}">
        <input type="hidden" name="handle" value="${handle}" />
        <fieldset>
          <legend>Course or lab</legend>
          <label
            ><input type="radio" name="lab" value="" required checked /><span>The whole course</span
            ><span>Its mark is that of all labs together.</span></label
          >
          ${choices}
        </fieldset>
        <button class="press" type="submit">Use this</button>
      </form>`,
  });
}

/** Carries what was picked back to the platform. */
export function pickedPage({ platform, returnUrl, jwt }: Picked): Promise<Response> {
  return plainPage({
    title: 'Back to your course',
    inFrame: true,
    formTo: new URL(returnUrl).origin,
    script: 'document.forms[0].submit();',
    body: html`<h1>Back to ${platform.name}</h1>
      <form method="post" action="${returnUrl}">
        <input type="hidden" name="JWT" value="${jwt}" />
        <p>What you picked is on its way.</p>
        <button class="press" type="submit">Go on</button>
      </form>`,
  });
}
