import { z } from 'zod';

/** In the data folder of a running server: where it is, and the key of its command line. */
export const operatorFile = 'operator.json';

export const operatorAccess = z.object({ url: z.url(), token: z.string() });
