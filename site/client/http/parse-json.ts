/** Text as JSON; what is not JSON becomes `undefined`, which then fails its schema with a better message. */
export function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    console.debug('kindlab: not JSON', error);
    return undefined;
  }
}
