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

const sceneRequest = z.strictObject({ scene: z.enum(traceScenes) });

/**
 * For work on the site. `POST /api/dev/outcome {kind, what?, attempt?}` sets scripted outcomes,
 * `POST /api/dev/trace {scene}` the secret trace of every attempt that somebody looks at, `POST /api/dev/interrupt` does
 * to all environments what a restart of the engine does.
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
  return app;
}
