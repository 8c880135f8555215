/** What environments take on this machine right now, whoever's they are. */
export interface Measured {
  /** That run. */
  readonly environments: number;
  /** Of them, those that were measured. */
  readonly sampled: number;
  /** What one of them takes: the most memory and disk, and processor cores on average. Absent: none runs. */
  readonly each: { readonly memoryMiB: number; readonly cores: number; readonly diskMiB: number } | undefined;
  /** Where the engine keeps them; absent: it does not say. */
  readonly folder: string | undefined;
}
