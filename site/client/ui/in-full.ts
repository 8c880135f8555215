/** A moment in whole words, in the reader's own way of writing dates. */
export function inFull(time: string): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'short' });
}
