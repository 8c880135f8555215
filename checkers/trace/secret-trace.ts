/** Where a secret is on its way: the stages from left to right. */
export const stageKinds = ['vault', 'store', 'externalSecret', 'secret', 'pod'] as const;
export type StageKind = (typeof stageKinds)[number];

/**
 * `ready`: as it should be · `settling`: on its way there · `failing`: its owner reports an error · `absent`: named by
 * the hop before or after, and not there · `unseen`: nothing of ours can look at it.
 */
export type HopState = 'absent' | 'failing' | 'ready' | 'settling' | 'unseen';

/** A short keyed hash of one value; equal where the values are equal, and of no use for guessing them. */
export interface KeyHash {
  readonly key: string;
  readonly hash: string;
}

/** One object on the way. */
export interface Hop {
  /** Stable while the object is the same one; the details are asked for by it. */
  readonly id: string;
  readonly name: string;
  readonly state: HopState;
  /** What the object says of itself, such as the reason of its Ready condition. */
  readonly reason: string;
  /** ISO time since when it is so; absent where nothing records it. */
  readonly since?: string;
  /** When its owner will look again by itself; ISO time. */
  readonly until?: string;
  readonly note?: string;
  /** What its owner said went wrong last; values and tokens hidden. */
  readonly error?: string;
  readonly hashes: readonly KeyHash[];
}

export interface Stage {
  readonly kind: StageKind;
  readonly hops: readonly Hop[];
  /** Further hops that are not shown. */
  readonly more: number;
}

/** The way of one ExternalSecret, or of a store that no ExternalSecret names. */
export interface Chain {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly stages: readonly Stage[];
}

export interface SecretTrace {
  readonly chains: readonly Chain[];
  /** Chains that are not shown. */
  readonly more: number;
}
