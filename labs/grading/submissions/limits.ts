const mebibyte = 1024 * 1024;

/** What a submission may be at most: far above what a lab needs, far below what hurts. */
export const submissionLimits = {
  files: 200,
  fileBytes: mebibyte / 2,
  totalBytes: 2 * mebibyte,
  /** An archive as it comes, and what may come out of it in all, its headers included. */
  archiveBytes: 4 * mebibyte,
  unpackedBytes: 8 * mebibyte,
  pathLength: 200,
  pathDepth: 8,
  /** Everything in a folder or archive, also what is not a part of the solution. */
  entries: 2000,
  git: { seconds: 60, packBytes: 32 * mebibyte },
} as const;
