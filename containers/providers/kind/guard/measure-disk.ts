import { z } from 'zod';
import type { KindContext } from '../kind-context.ts';
import { inGuard } from './guard.ts';
import { partsThatRun, type RunningPart } from './running-parts.ts';

const measureMs = 20_000;

/**
 * Input: a line for each container, with its environment, its id, its first process, and the folders of its volumes. Counted are
 * blocks, not lengths: what the containers have written into their own layer and their volumes, and files that somebody
 * holds open after they were deleted. Folders are the engine's, so its own root is where to look.
 */
export const measureScript = `
engine=$(grep -lx dockerd /proc/[0-9]*/comm 2>/dev/null | head -n 1)
root="\${engine%/comm}"; root="\${root:-/proc/1}/root"
while read -r environment container pid volumes; do
  upper=$(sed -n 's#^[^ ]* [^ ]* [^ ]* [^ ]* / .*upperdir=\\([^,]*\\).*#\\1#p' "/proc/$pid/mountinfo" | head -n 1)
  [ -n "$upper" ] || echo "folder $environment $container -"
  for folder in $upper $volumes; do
    bytes=$(du --summarize --one-file-system --block-size=1 "$root$folder" 2>/dev/null | cut -f 1)
    echo "folder $environment $folder \${bytes:--}"
  done
done
find -L /proc/[0-9]*/fd -maxdepth 1 -type f -links 0 -printf '%D.%i %b %p\\n' 2>/dev/null | sort -u -k 1,1 |
while read -r inode blocks path; do
  case "$(stat -f -L -c %T "$path" 2>/dev/null)" in tmpfs|'') continue;; esac
  process="\${path%/fd/*}"
  container=$(grep -o '[0-9a-f]\\{64\\}' "$process/cgroup" 2>/dev/null | head -n 1)
  echo "open \${container:--} $inode $((blocks * 512))"
done
echo end`;

const bytes = z.string().regex(/^\d+$/).transform(Number);
const folderLine = z.tuple([z.literal('folder'), z.string(), z.string(), bytes]);
const openLine = z.tuple([z.literal('open'), z.string(), z.string(), bytes]);

/**
 * What each environment that runs takes of the engine's disk now, in bytes, by id. One that could not be measured is left out.
 */
export async function measureDisk(
  context: KindContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const parts = await partsThatRun(context, signal);
  if (parts.length === 0) return new Map();
  const { stdout } = await inGuard(
    context,
    { script: measureScript, stdin: inputOf(parts), timeoutMs: measureMs },
    signal,
  );
  return addUp(stdout, parts);
}

export function inputOf(parts: readonly RunningPart[]): string {
  return parts
    .map(({ environment, container, pid, volumes }) =>
      [environment, container, String(pid), ...volumes].join(' '),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** A volume that two containers share counts once. */
export function addUp(
  output: string,
  parts: readonly Pick<RunningPart, 'container' | 'environment'>[],
): ReadonlyMap<string, number> {
  const lines = output.split('\n').map((line) => line.split(' '));
  // Cut short, it would say too little.
  if (!lines.some(([first]) => first === 'end')) return new Map();
  const sums = new Map<string, number>();
  const add = (environment: string, more: number): void =>
    void sums.set(environment, (sums.get(environment) ?? 0) + more);
  const folders = new Map<string, { readonly environment: string; readonly bytes: number }>();
  const unknown = new Set<string>();
  for (const line of lines) {
    const folder = folderLine.safeParse(line).data;
    if (folder !== undefined) folders.set(folder[2], { environment: folder[1], bytes: folder[3] });
    else if (line[0] === 'folder') unknown.add(line[1] ?? '');
  }
  for (const { environment, bytes: taken } of folders.values()) add(environment, taken);
  const environments = new Map(parts.map(({ container, environment }) => [container, environment]));
  for (const line of lines) {
    const open = openLine.safeParse(line).data;
    const environment = open && environments.get(open[1]);
    if (open !== undefined && environment !== undefined) add(environment, open[3]);
  }
  for (const environment of unknown) sums.delete(environment);
  return sums;
}
