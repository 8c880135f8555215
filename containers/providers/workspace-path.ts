import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { fileLimits } from '#containers/contract/workspace-files.ts';

const schema = z
  .string()
  .min(1)
  .max(fileLimits.pathChars)
  // Control characters, and what stands for bytes that are no UTF-8.
  .regex(/^[^\p{Cc}\ufffd]+$/u, 'control characters are not allowed')
  .refine((path) => path.isWellFormed(), 'it has to be text')
  .refine(
    (path) => path.split('/').every((name) => !['', '.', '..'].includes(name) && name.length <= 255),
    'every name between the slashes has to be a name',
  )
  .refine((path) => path.split('/').length <= fileLimits.depth, 'it is too deep');

/** Refuses what is no path below the home folder before it reaches a command line. Fault PROTOCOL. */
export function parseWorkspacePath(path: string): string {
  const parsed = schema.safeParse(path);
  if (parsed.success) return parsed.data;
  throw new Fault({
    code: 'PROTOCOL',
    audience: 'learner',
    message: `This is no path of a file: ${parsed.error.issues[0]?.message ?? 'unknown'}.`,
    hint: `Paths begin at your home folder, such as \`manifests/app.yaml\`; without \`..\`, with at most ${fileLimits.depth} names and ${fileLimits.pathChars} characters.`,
  });
}

/** Whether a name that was found on disk can be asked for. */
export function isWorkspacePath(path: string): boolean {
  return schema.safeParse(path).success;
}

/** Both ends of a renaming. Fault PROTOCOL when a folder would have to move into itself. */
export function parseRenaming(from: string, to: string): { readonly from: string; readonly to: string } {
  const ends = { from: parseWorkspacePath(from), to: parseWorkspacePath(to) };
  if (!ends.to.startsWith(`${ends.from}/`)) return ends;
  throw new Fault({
    code: 'PROTOCOL',
    audience: 'learner',
    message: `\`${ends.from}\` can not move into itself.`,
    hint: 'Choose another name.',
  });
}
