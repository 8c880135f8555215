import { z } from 'zod';

/** A backup that the server has made in its own data folder, for whoever operates its machine to take away. */
export const madeBackup = z.object({
  /** Absolute, on the server's machine. */
  file: z.string(),
  tables: z.array(z.object({ name: z.string(), rows: z.number().int() })),
});
