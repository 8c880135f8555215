export interface Summary {
  readonly median: number;
  /** The value that only one in a hundred is worse than. */
  readonly p99: number;
  readonly least: number;
  readonly most: number;
  readonly times: number;
}

export type Better = 'less' | 'more';

/** Nearest-rank figures of one series; throws RangeError when it is empty, since nothing was measured then. */
export function summarise(values: readonly number[], better: Better): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const [least] = sorted;
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) throw new RangeError('nothing was measured');
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? most;
  return { median: at(0.5), p99: at(better === 'less' ? 0.99 : 0.01), least, most, times: sorted.length };
}
