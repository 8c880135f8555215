import { Hono } from 'hono';
import { parse } from 'yaml';
import { z } from 'zod';
import type { kubeconfig } from '#site/protocol/api.ts';
import type { Audited } from '../accounts/audited.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import type { RequestScope, Routes } from '../http/app.ts';

export interface KubeconfigRoutesOptions {
  readonly book: AttemptBook;
  readonly cohorts: CohortDesk;
  readonly audited: Audited;
}

const deadlineMs = 40_000;
const made = z.object({ clusters: z.tuple([z.object({ cluster: z.object({ server: z.string() }) })]) });

/** A kubeconfig for outside of the workspace. Always the learner's own choice, and written down with accounts or without. */
export function kubeconfigRoutes({ book, cohorts, audited }: KubeconfigRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.post(
    '/api/attempts/:id/kubeconfig',
    audited({
      action: 'kubeconfig.take',
      may: ({ viewer, param, note }) => {
        const attempt = book.get(viewer.id, param('id'));
        note({ target: attempt.id, cohort: cohorts.cohortOf(attempt.id)?.id });
        // Without accounts the one learner owns this machine.
        if (viewer.session !== undefined) cohorts.refuseKubeconfig(viewer, attempt.id);
      },
      run: async ({ c, viewer, param }) => {
        const attempt = book.get(viewer.id, param('id'));
        const signal = AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(deadlineMs)]);
        const text = await attempt.getEnvironment().kubeconfig(signal);
        const { server } = made.parse(parse(text)).clusters[0].cluster;
        const answer: z.infer<typeof kubeconfig> = { text, server };
        return c.json(answer);
      },
    }),
  );
  return app;
}
