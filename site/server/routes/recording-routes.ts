import { Hono } from 'hono';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import type { Recordings } from '../terminals/recordings.ts';
import { tabName } from './terminal-routes.ts';

export interface RecordingRoutesOptions {
  readonly book: AttemptBook;
  /** Absent: terminals are not recorded. */
  readonly recordings: Recordings | undefined;
}

/** What a terminal showed, for the learner whose terminal it is. */
export function recordingRoutes({ book, recordings }: RecordingRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.get('/api/attempts/:id/recordings/:tab', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    const tab = tabName(c.req.param('tab'));
    if (recordings === undefined) throw switchedOff();
    const recording = await recordings.find({ attempt: attempt.id, tab });
    if (recording === undefined) throw nothingYet();
    return c.body(new Uint8Array(recording), 200, {
      'content-type': 'application/x-asciicast',
      'content-disposition': `attachment; filename="${attempt.lab.id}-${tab}.cast"`,
    });
  });
  app.delete('/api/attempts/:id/recordings/:tab', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    await recordings?.erase({ attempt: attempt.id, tab: tabName(c.req.param('tab')) });
    return c.body(null, 204);
  });
  return app;
}

function switchedOff(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'Terminals are not recorded here: whoever runs this site has switched it off.',
    hint: 'Copy what you want to keep from the terminal.',
  });
}

function nothingYet(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'Nothing of this terminal has been recorded yet.',
    hint: 'Run something in it, then look again.',
  });
}
