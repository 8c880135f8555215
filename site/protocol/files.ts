/**
 * The files of a running attempt's workspace, for its learner. Paths begin at the home folder, without a slash.
 *
 * GET    /api/attempts/:id/files                → fileTree
 * GET    /api/attempts/:id/files/content?path=  → the bytes, as a download; `etag` is the revision
 * PUT    /api/attempts/:id/files/content?path=  body the bytes → fileSaved. With `if-match` of the revision that it takes the
 *                                                 place of (412 when another one is there), or `if-none-match: *` for a new
 *                                                 file (409 when there is one)
 * DELETE /api/attempts/:id/files/content?path=  → 204: a folder goes with all that is in it
 * POST   /api/attempts/:id/files/rename         body renaming → 204 (409 when the new name is taken)
 */
import { z } from 'zod';

export const fileTree = z.object({
  entries: z.array(
    z.object({
      path: z.string(),
      kind: z.enum(['file', 'folder', 'link', 'other']),
      bytes: z.number(),
      /** ISO time. */
      changedAt: z.string(),
    }),
  ),
  /** False: there are more than can be shown. */
  complete: z.boolean(),
  /** The most that one file may hold. */
  mostBytes: z.number(),
});
export type FileTree = z.infer<typeof fileTree>;
export type FileEntry = FileTree['entries'][number];

export const fileSaved = z.object({ revision: z.string() });

export const renaming = z.strictObject({ from: z.string().max(1000), to: z.string().max(1000) });
