/** What a command's exit code says; documented in docs/operating.md. */
export const exitCode = {
  done: 0,
  /** A Fault: the message says what happened and what to do. `check`: something differs. */
  failed: 1,
  usage: 2,
  /** `labs verify`: the lab is not what it claims to be. */
  notProven: 3,
  /** `check`: something could not be looked at, which says nothing about the learner. */
  broken: 3,
  /** `check`: nothing differs, but something still settled when the waiting time was over. */
  settling: 4,
} as const;
