/**
 * Remembers since when checks have been settling, so that a deadline counts from the first look and not from the
 * latest. One per attempt. A restart of the server forgets it: then a learner waits longer, and is never failed early.
 */
export class SettlingEpisodes {
  readonly #since = new Map<string, Map<string, number>>();

  /** When this episode of the check began; `nowMs` if it begins now. */
  since(check: string, episode: string, nowMs: number): number {
    const episodes = this.#since.get(check) ?? new Map<string, number>();
    this.#since.set(check, episodes);
    const begun = episodes.get(episode);
    if (begun !== undefined) return begun;
    episodes.set(episode, nowMs);
    return nowMs;
  }

  /** The check settles no longer. Until then going back and forth between two episodes wins no time. */
  end(check: string): void {
    this.#since.delete(check);
  }
}

export function createSettlingEpisodes(): SettlingEpisodes {
  return new SettlingEpisodes();
}
