import { recall, remember } from '../ui/remembered.ts';

export type SplitWay = 'beside' | 'stacked';

/** Which two shells share the screen, and how. One alone has all of it. */
export class Split {
  #way: SplitWay | undefined = recalled();
  #companion: string | undefined;

  get way(): SplitWay | undefined {
    return this.#way;
  }

  /** The same way again ends it. */
  toggle(way: SplitWay): void {
    this.#way = this.#way === way ? undefined : way;
    remember('terminal-split', this.#way ?? 'none');
  }

  /** A tab was chosen: what was active before stays on the screen beside it. */
  choose(id: string, before: string | undefined): void {
    if (before !== undefined && before !== id) this.#companion = before;
  }

  /** The tabs on the screen, in the order of the tabs. */
  shown(tabs: readonly string[], active: string | undefined): readonly string[] {
    if (this.#way === undefined) return tabs.filter((id) => id === active);
    const others = tabs.filter((id) => id !== active);
    const companion = others.find((id) => id === this.#companion) ?? others[0];
    return tabs.filter((id) => id === active || id === companion);
  }
}

function recalled(): SplitWay | undefined {
  const way = recall('terminal-split');
  return way === 'beside' || way === 'stacked' ? way : undefined;
}
