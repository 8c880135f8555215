import type { CertificateView } from '#site/protocol/certificates.ts';
import { dateLanguage, pageHref } from '../language/page-language.ts';
import { h } from '../ui/h.ts';
import { plural, t } from './words.ts';

const day = new Intl.DateTimeFormat(dateLanguage, { dateStyle: 'long' });

/** Where anybody can see whether a certificate is true. Its number stays out of the server's logs of pages. */
export function verifyAddress(id: string): string {
  return `${location.origin}${pageHref('/verify/')}#${id}`;
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
    { class: 'certificate', 'aria-label': t('Certificate of {{name}}', { name }) },
    h('p', { class: 'certificate-kind' }, t('Certificate')),
    h('p', { class: 'certificate-name' }, name),
    h('p', {}, t('has done every lab of the course')),
    h('h2', {}, course),
    h(
      'p',
      {},
      t(
        'on clusters and Vaults of their own. Each exercise was proven by checks that looked at what was running.',
      ),
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
          h('span', {}, t('{{points}} of {{of}} points', { points: lab.points, of: lab.of })),
        ),
      ),
    ),
    h(
      'dl',
      {},
      fact(t('Points'), t('{{points}} of {{of}}', { points, of })),
      fact(t('Issued'), h('time', { datetime: issuedAt }, inDays(issuedAt))),
      nameFrom === 'learner' && fact(t('Name'), t('as the learner gave it')),
      fact(t('Number'), h('code', {}, id)),
      fact(t('Verify at'), h('a', { href: address }, address)),
    ),
  );
}

export function countExercises(count: number): string {
  return plural(count, { one: 'one exercise', other: '{{count}} exercises' });
}

function exercisesOf({ exercises, withSolution }: CertificateView['labs'][number]): string {
  const words = countExercises(exercises);
  return withSolution === 0
    ? words
    : t('{{exercises}}, {{count}} with the solution open', { exercises: words, count: withSolution });
}

function fact(term: string, said: HTMLElement | string): HTMLElement {
  return h('div', {}, h('dt', {}, term), h('dd', {}, said));
}
