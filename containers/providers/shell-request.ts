import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { ShellRequest } from '#containers/contract/environment.ts';

const schema = z.strictObject({
  tab: z.string().regex(/^[a-z0-9-]{1,32}$/),
  cols: z.int().min(1).max(500),
  rows: z.int().min(1).max(200),
});

/** Refuses tab names and sizes that the contract does not allow, before they reach a command line. Fault PROTOCOL. */
export function parseShellRequest(request: ShellRequest): ShellRequest {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  throw new Fault({
    code: 'PROTOCOL',
    message: `This is no terminal request: ${z.prettifyError(parsed.error)}`,
    hint: 'Tabs are named with 1 to 32 of a-z, 0-9 and -; columns go from 1 to 500, rows from 1 to 200.',
  });
}
