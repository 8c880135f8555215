import { Hono } from 'hono';
import { z } from 'zod';
import type { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import { scriptedKinds, type ScriptedCheckRunner } from './scripted-check-runner.ts';
import { traceScenes, type ScriptedTraceReader } from './scripted-trace-reader.ts';

const outcomeRequest = z.strictObject({
  kind: z.enum(scriptedKinds),
  /** A check id, an exercise id, or `all`. */
  what: z.string().max(100).default('all'),
  attempt: z.string().max(100).optional(),
});

const fillRequest = z.strictObject({ attempt: z.string().max(100), mebibytes: z.number().min(0) });

const sceneRequest = z.strictObject({ scene: z.enum(traceScenes) });

/**
 * For work on the site. `POST /api/dev/outcome {kind, what?, attempt?}` sets scripted outcomes,
 * `POST /api/dev/trace {scene}` the secret trace of every attempt that somebody looks at, `POST /api/dev/interrupt` does
 * to all environments what a restart of the engine does, `POST /api/dev/fill {attempt, mebibytes}` says how much of the disk
 * an environment takes.
 */
export function devRoutes(
  runner: ScriptedCheckRunner,
  traces: ScriptedTraceReader,
  world: FakeWorld,
): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.post('/api/dev/outcome', async (c) => {
    const { kind, what, attempt } = await readJson(c, outcomeRequest);
    runner.set(kind, what, attempt);
    return c.body(null, 204);
  });
  app.post('/api/dev/trace', async (c) => {
    traces.setAll((await readJson(c, sceneRequest)).scene);
    return c.body(null, 204);
  });
  app.post('/api/dev/interrupt', (c) => {
    world.interrupt(new Date());
    return c.body(null, 204);
  });
  app.post('/api/dev/fill', async (c) => {
    const { attempt, mebibytes } = await readJson(c, fillRequest);
    const record = world.list().find(({ owner }) => owner.attempt === attempt);
    if (record !== undefined) world.written.set(record.plan.id, mebibytes * 1024 ** 2);
    return c.body(null, record === undefined ? 404 : 204);
  });
  return app;
}
