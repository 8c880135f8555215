import { Hono, type Context } from 'hono';
import { certificateId, certificateName, type CertificateStatus } from '#site/protocol/certificates.ts';
import type { AuthMode } from '../accounts/gate.ts';
import type { CertificateOffice } from '../certificates/certificate-office.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';

export interface CertificateRoutesOptions {
  readonly office: CertificateOffice;
  readonly auth: AuthMode;
}

/** A learner's certificate, and the question of anybody whether one is true. */
export function certificateRoutes({ office, auth }: CertificateRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  // Who has an account can not call themselves otherwise on a certificate.
  const nameOf = (c: Context<RequestScope>): string | undefined =>
    auth === 'none' ? undefined : c.get('viewer')?.name;
  app.get('/api/certificate', async (c) => {
    const status = await office.status(c.get('learner'));
    return c.json({ ...status, name: nameOf(c) ?? null } satisfies CertificateStatus);
  });
  app.post('/api/certificate', async (c) => {
    const { name: given } = await readJson(c, certificateName);
    const known = nameOf(c);
    const name = known ?? given;
    if (name === undefined) throw nameless();
    const from = known === undefined ? 'learner' : 'account';
    const { certificate, fresh } = await office.issue(c.get('learner'), { name, from });
    return c.json(certificate, fresh ? 201 : 200);
  });
  app.delete('/api/certificate', async (c) => {
    await office.withdraw(c.get('learner'));
    return c.body(null, 204);
  });
  app.get('/api/certificates/:id', async (c) => {
    const id = certificateId.safeParse(c.req.param('id'));
    return c.json(id.success ? await office.verify(id.data) : { state: 'unknown' });
  });
  return app;
}

function nameless(): RequestFault {
  return new RequestFault(400, {
    code: 'PROTOCOL',
    message: 'A certificate is made out to somebody.',
    hint: 'Send your name.',
  });
}
