interface Here {
  pages: number;
  timer?: NodeJS.Timeout;
}

/** Who has a page open, by key. A reload is no leaving: only after a grace without any page somebody counts as gone. */
export class Presence {
  readonly #here = new Map<string, Here>();
  readonly #graceMs: number;
  readonly #onGone: (key: string) => void;

  constructor(graceMs: number, onGone: (key: string) => void) {
    this.#graceMs = graceMs;
    this.#onGone = onGone;
  }

  has(key: string): boolean {
    return this.#here.has(key);
  }

  /** A page is open, until the answer is called. */
  arrive(key: string): () => void {
    const here = this.#here.get(key) ?? { pages: 0 };
    this.#here.set(key, here);
    here.pages += 1;
    clearTimeout(here.timer);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      here.pages -= 1;
      if (here.pages === 0) this.#leaveLater(key, here);
    };
  }

  /** Somebody is expected: they count as there, and as gone after the grace unless a page of theirs is open by then. */
  expect(key: string): void {
    this.arrive(key)();
  }

  #leaveLater(key: string, here: Here): void {
    here.timer = setTimeout(() => {
      this.#here.delete(key);
      this.#onGone(key);
    }, this.#graceMs);
    here.timer.unref();
  }
}
