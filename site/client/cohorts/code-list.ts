import type { z } from 'zod';
import type { inviteList } from '#site/protocol/accounts.ts';
import { h } from '../ui/h.ts';
import { sayWallTime } from './wall-time.ts';
import { countRole, roleWords } from './role-words.ts';
import { t } from './words.ts';

export type Code = z.infer<typeof inviteList>['invites'][number];

/** The codes with which somebody could still come in, and a button at each to take it back. */
export function codeList(
  codes: readonly Code[],
  timeZone: string,
  onRevoke: (code: Code) => void,
): HTMLElement {
  const good = codes.filter(({ usesLeft, expiresAt }) => usesLeft > 0 && Date.parse(expiresAt) > Date.now());
  if (good.length === 0) return h('p', {}, t('Nobody can come in by a code at present.'));
  return h(
    'ul',
    { class: 'kl-list cohort-codes' },
    good.map((code) =>
      h('li', {}, h('div', {}, h('p', {}, codeWords(code, timeZone))), revokeButton(code, onRevoke)),
    ),
  );
}

/** The code itself is not kept: it is told apart by what it is for. */
export function codeWords({ email, role, usesLeft, createdAt, expiresAt }: Code, timeZone: string): string {
  return t('For {{whom}} · made {{made}} · good until {{until}}', {
    whom: email ?? countRole(usesLeft, role),
    made: sayWallTime(createdAt, timeZone),
    until: sayWallTime(expiresAt, timeZone),
  });
}

function revokeButton(code: Code, onRevoke: (code: Code) => void): HTMLElement {
  const { email, usesLeft } = code;
  const whom = email ?? t('{{usesLeft}} as {{role}}', { usesLeft, role: roleWords[code.role] });
  const label = t('Take back the code for {{whom}}', { whom });
  const button = h(
    'button',
    { type: 'button', class: 'kl-button small', 'aria-label': label },
    t('Take back'),
  );
  button.addEventListener('click', () => onRevoke(code));
  return button;
}
