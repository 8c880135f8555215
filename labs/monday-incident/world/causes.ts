/** On whose side a fault lies: the way to Vault, what is asked for, or the Secret that is written. */
export const groups = ['access', 'request', 'target'] as const;
export type Group = (typeof groups)[number];

/** Every cause of the lab with the side it is on; ids are what a learner writes into the diagnosis. */
export const causes = {
  'store-kind': 'access',
  'store-namespace': 'access',
  'store-condition': 'access',
  'reviewer-token': 'access',
  policy: 'access',
  'kv-version': 'access',
  'key-typo': 'request',
  'property-typo': 'request',
  'extra-data': 'request',
  'deleted-version': 'request',
  'template-key': 'request',
  immutable: 'target',
  'owned-by-another': 'target',
  'merge-without-target': 'target',
  stale: 'target',
  'dropped-keys': 'target',
} as const satisfies Readonly<Record<string, Group>>;
export type Cause = keyof typeof causes;

export const causeIds = Object.keys(causes) as readonly Cause[];

export function isCause(word: string): word is Cause {
  return word in causes;
}

/** What a learner writes about an ExternalSecret that nothing is wrong with. */
export const healthy = 'healthy';
