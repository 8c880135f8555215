import { randomBytes, randomInt } from 'node:crypto';

const services = ['billing', 'reports', 'support', 'invoices', 'returns', 'search', 'mailer', 'stock'];

/** Accounts with names of this attempt, in a random order; the first one is the one to be found. */
export function newValues(): Readonly<Record<string, string>> {
  const rest = services.map((service) => `svc-${service}-${randomBytes(2).toString('hex')}`);
  const order: string[] = [];
  while (rest.length > 0) order.push(...rest.splice(randomInt(rest.length), 1));
  return {
    hidden_reader: order[0] ?? '',
    hidden_others: order.slice(1).join(' '),
    card_key: `card-${randomBytes(12).toString('hex')}`,
  };
}
