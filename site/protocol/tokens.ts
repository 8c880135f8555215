import { z } from 'zod';

/*
 * Tokens, for the page of tokens and for `/api/v1`, whose OpenAPI document is made from these schemas.
 *
 * GET    /api/v1/tokens       → tokenList
 * POST   /api/v1/tokens       body newToken → 201 madeToken
 * DELETE /api/v1/tokens/:id   → 204
 */

export const scope = z
  .enum(['attempts:check', 'jobs:read', 'jobs:write'])
  .meta({ id: 'Scope', description: 'What a token lets a program do' });
export type Scope = z.infer<typeof scope>;

const time = z.iso.datetime();

export const newToken = z
  .strictObject({
    name: z.string().trim().min(1).max(60).meta({ description: 'What it is for' }),
    scopes: z.array(scope).min(1).max(scope.options.length),
    days: z.number().int().min(1).max(366).default(90),
  })
  .meta({ id: 'NewToken' });
export type NewToken = z.output<typeof newToken>;

export const tokenView = z
  .object({
    id: z.string().regex(/^[a-z0-9]{1,40}$/, 'is no id'),
    name: z.string(),
    scopes: z.array(scope),
    createdAt: time,
    expiresAt: time,
    usedAt: time.nullable(),
  })
  .meta({ id: 'Token' });

export const madeToken = tokenView
  .extend({ token: z.string().meta({ description: 'Shown this once: only its hash is kept' }) })
  .meta({ id: 'MadeToken' });

export const tokenList = z.object({ tokens: z.array(tokenView) }).meta({ id: 'Tokens' });

export type TokenView = z.infer<typeof tokenView>;
