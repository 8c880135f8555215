import type { CertificateView } from '#site/protocol/certificates.ts';
import { h } from '../ui/h.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

/** Where anybody can see whether a certificate is true. Its number stays out of the server's logs of pages. */
export function verifyAddress(id: string): string {
  return `${location.origin}/verify/#${id}`;
}

export function inDays(at: string): string {
  return day.format(new Date(at));
}

/** The certificate, as it is shown, printed and verified. */
export function certificateSheet({
  id,
  name,
  nameFrom,
  course,
  issuedAt,
  labs,
}: CertificateView): HTMLElement {
  const points = labs.reduce((sum, lab) => sum + lab.points, 0);
  const of = labs.reduce((sum, lab) => sum + lab.of, 0);
  const address = verifyAddress(id);
  return h(
    'article',
    { class: 'certificate', 'aria-label': `Certificate of ${name}` },
    h('p', { class: 'certificate-kind' }, 'Certificate'),
    h('p', { class: 'certificate-name' }, name),
    h('p', {}, 'has done every lab of the course'),
    h('h2', {}, course),
    h(
      'p',
      {},
      'on clusters and Vaults of their own. Each exercise was proven by checks that looked at what was running.',
    ),
    h(
      'ul',
      {},
      labs.map((lab) =>
        h(
          'li',
          {},
          h('span', {}, lab.title),
          h('span', {}, exercisesOf(lab)),
          h('span', {}, `${lab.points} of ${lab.of} points`),
        ),
      ),
    ),
    h(
      'dl',
      {},
      fact('Points', `${points} of ${of}`),
      fact('Issued', h('time', { datetime: issuedAt }, inDays(issuedAt))),
      nameFrom === 'learner' && fact('Name', 'as the learner gave it'),
      fact('Number', h('code', {}, id)),
      fact('Verify at', h('a', { href: address }, address)),
    ),
  );
}

function exercisesOf({ exercises, withSolution }: CertificateView['labs'][number]): string {
  const words = exercises === 1 ? 'one exercise' : `${exercises} exercises`;
  return withSolution === 0 ? words : `${words}, ${withSolution} with the solution open`;
}

function fact(term: string, said: HTMLElement | string): HTMLElement {
  return h('div', {}, h('dt', {}, term), h('dd', {}, said));
}
