import { stringify } from 'csv-stringify/sync';
import type { ItemReport } from '#site/protocol/insights.ts';

/** A line per question and exercise; shares from 0 to 1, empty where there is nothing to tell. */
export function writeItems({ groups }: ItemReport): string {
  const rows = groups.flatMap(({ id: group, items }) =>
    items.map(({ discrimination, ...item }) => ({
      group,
      ...item,
      discrimination: discrimination?.value ?? null,
      discriminationFrom: discrimination?.from ?? null,
      discriminationTo: discrimination?.to ?? null,
    })),
  );
  return stringify(rows, {
    header: true,
    columns: [
      ...['group', 'id', 'title', 'learners', 'difficulty', 'discrimination'],
      ...['discriminationFrom', 'discriminationTo', 'solved', 'tries', 'remark'],
    ],
    escape_formulas: true,
  });
}
