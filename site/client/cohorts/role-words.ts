import type { Role } from '#site/protocol/accounts.ts';
import { plural, t } from './words.ts';

/** What somebody is here, in a word. */
export const roleWords: Readonly<Record<Role, string>> = {
  learner: t('learner'),
  grader: t('grader'),
  instructor: t('instructor'),
  admin: t('admin'),
};

/** “one learner”, “3 instructors”. */
export function countRole(count: number, role: Role): string {
  switch (role) {
    case 'learner':
      return plural(count, { one: 'one learner', other: '{{count}} learners' });
    case 'grader':
      return plural(count, { one: 'one grader', other: '{{count}} graders' });
    case 'instructor':
      return plural(count, { one: 'one instructor', other: '{{count}} instructors' });
    case 'admin':
      return plural(count, { one: 'one admin', other: '{{count}} admins' });
  }
}
