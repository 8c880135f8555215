import { html } from 'hono/html';
import type { Catalog } from '#labs/lab.ts';
import type { Fault } from '#containers/contract/fault.ts';
import { firstLanguage } from '#site/languages/languages.ts';
import { ltiPath } from './addresses.ts';
import type { Picked } from './picking-desk.ts';
import { plainPage } from './plain-page.ts';
import type { Speech } from './speech.ts';

/** A lab needs a window of its own: browsers keep no session for a page within another site's page. */
export function ownWindowPage({ language, t }: Speech, href: string): Promise<Response> {
  return plainPage({
    language,
    title: t('Open Kindlab'),
    inFrame: true,
    body: html`<h1>${t('Kindlab opens in a window of its own')}</h1>
      <p>
        ${t(
          'Labs have terminals and a session, and browsers keep neither for a page that is shown within another site’s page.',
        )}
      </p>
      <p><a class="press" href="${href}" target="_blank" rel="noopener">${t('Open Kindlab')}</a></p>
      <p class="soft">
        ${t(
          'Do you teach this course? Set the activity to open in a new window, and learners are spared this page.',
        )}
      </p>`,
  });
}

/** Why a launch led nowhere. */
export function refusedPage(
  { language, t, understand }: Speech,
  fault: Fault,
  status: number,
): Promise<Response> {
  const title = t('Kindlab could not be opened');
  return plainPage({
    language,
    title,
    inFrame: true,
    status,
    body: html`<h1>${title}</h1>
      <p>${understand(fault.message)}</p>
      <p class="soft">${understand(fault.hint)}</p>`,
  });
}

/** What an activity of a platform is to lead to. */
export function pickPage(speech: Speech, { labs }: Catalog, handle: string): Promise<Response> {
  const { language, t, understand } = speech;
  const choices = labs.map(({ id, title, story }) => {
    const said = understand(title);
    // What nobody has translated yet is read out as what it is.
    const isOwn = said !== title || language === firstLanguage;
    return html`<label lang="${isOwn ? language : firstLanguage}"
      ><input type="radio" name="lab" value="${id}" required /><span>${said}</span
      ><span>${understand(story)}</span></label
    >`;
  });
  return plainPage({
    language,
    title: t('Pick a lab'),
    inFrame: true,
    formTo: "'self'",
    body: html`<h1>${t('What shall this activity lead to?')}</h1>
      <form method="post" action="${ltiPath.pick}">
        <input type="hidden" name="handle" value="${handle}" />
        <fieldset>
          <legend>${t('Course or lab')}</legend>
          <label
            ><input type="radio" name="lab" value="" required checked /><span>${t('The whole course')}</span
            ><span>${t('Its mark is that of all labs together.')}</span></label
          >
          ${choices}
        </fieldset>
        ${
          language === firstLanguage
            ? ''
            : html`<p class="soft">
                ${t('What stands here in English is in English in the course as well.')}
              </p>`
        }
        <button class="press" type="submit">${t('Use this')}</button>
      </form>`,
  });
}

/** Carries what was picked back to the platform. */
export function pickedPage({ language, t }: Speech, { platform, returnUrl, jwt }: Picked): Promise<Response> {
  return plainPage({
    language,
    title: t('Back to your course'),
    inFrame: true,
    formTo: new URL(returnUrl).origin,
    script: 'document.forms[0].submit();',
    body: html`<h1>${t('Back to {{name}}', { name: platform.name })}</h1>
      <form method="post" action="${returnUrl}">
        <input type="hidden" name="JWT" value="${jwt}" />
        <p>${t('What you picked is on its way.')}</p>
        <button class="press" type="submit">${t('Go on')}</button>
      </form>`,
  });
}
