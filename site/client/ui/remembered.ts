/** Reads a setting of this browser. Storage that is off or full counts as nothing remembered. */
export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(`kindlab.${key}`) ?? undefined;
  } catch (error) {
    ignoreStorageFault(error);
    return;
  }
}

/** Remembers a setting for this browser, if it lets us. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`kindlab.${key}`, value);
  } catch (error) {
    ignoreStorageFault(error);
  }
}

/** Forgets every setting and note of ours in this browser. */
export function forgetAll(): void {
  try {
    const ours = Object.keys(localStorage).filter((key) => key.startsWith('kindlab.'));
    for (const key of ours) localStorage.removeItem(key);
  } catch (error) {
    ignoreStorageFault(error);
  }
}

/** Private windows refuse storage; the page works without its settings. */
function ignoreStorageFault(error: unknown): undefined {
  console.debug('kindlab: this browser keeps no settings', error);
  return undefined;
}
