import { role, type Role } from '#site/protocol/accounts.ts';

const order: readonly Role[] = role.options;

/** Roles in order: learner, grader, instructor, admin. */
export function outranks(one: Role, other: Role): boolean {
  return order.indexOf(one) > order.indexOf(other);
}
