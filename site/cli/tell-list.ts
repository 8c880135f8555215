import { asJson, type Said } from '#labs/say.ts';

/** Prints a list: as a table for people, who are told when there is nothing in it. */
export function tellList(
  { json }: Said,
  list: readonly unknown[],
  { rows, none }: { readonly rows: readonly object[]; readonly none: string },
): void {
  if (json === true) console.log(asJson(list));
  else if (list.length === 0) console.log(none);
  else console.table(rows);
}
