import type { TokenBook } from '../accounts/token-book.ts';
import { RequestFault } from '../fault-to-response.ts';
import { apiCall, type ApiCall } from './api-call.ts';
import { madeToken, newToken, tokenList } from './messages.ts';
import { tokenToView } from './views.ts';

/** Tokens of whoever asks: made, listed, revoked. No token can do so. */
export function tokenCalls(tokens: TokenBook): readonly ApiCall[] {
  return [
    apiCall(
      {
        id: 'createToken',
        method: 'post',
        path: '/api/v1/tokens',
        summary: 'Make a token; it is shown this once',
        needs: 'person',
        body: newToken,
        answers: { 201: { description: 'The token', schema: madeToken } },
        problems: [413, 415],
        audit: 'token.make',
      },
      async ({ c, viewer, body, note }) => {
        const { token, secret } = await tokens.issue(viewer.id, body);
        note({ target: token.id, details: { ...body } });
        return c.json({ ...tokenToView(token), token: secret }, 201);
      },
    ),
    apiCall(
      {
        id: 'listTokens',
        method: 'get',
        path: '/api/v1/tokens',
        summary: 'Your tokens, newest first',
        needs: 'person',
        answers: { 200: { description: 'What is known of them', schema: tokenList } },
        audit: 'token.list',
      },
      async ({ c, viewer }) => c.json({ tokens: (await tokens.list(viewer.id)).map(tokenToView) }),
    ),
    apiCall(
      {
        id: 'revokeToken',
        method: 'delete',
        path: '/api/v1/tokens/{id}',
        summary: 'Revoke a token of yours; an administrator may revoke anybody’s',
        needs: 'person',
        answers: { 204: { description: 'It is worth nothing any more' } },
        problems: [404],
        audit: 'token.revoke',
      },
      async ({ c, viewer, note, param }) => {
        note({ target: param('id') });
        if (!(await tokens.revoke(param('id'), viewer))) throw noSuchToken();
        return c.body(null, 204);
      },
    ),
  ];
}

function noSuchToken(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'You have no such token.',
    hint: '`GET /api/v1/tokens` lists yours.',
  });
}
