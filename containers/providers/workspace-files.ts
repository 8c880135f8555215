import { createHash } from 'node:crypto';
import { Fault } from '#containers/contract/fault.ts';
import type { ExecRequest, ExecResult } from '#containers/contract/environment.ts';
import { fileLimits, type FileEntry, type WorkspaceFiles } from '#containers/contract/workspace-files.ts';
import { fileChanged, fileExists, fileTooLarge, noSuchFile, notAPlainFile } from './file-faults.ts';
import { isWorkspacePath, parseRenaming, parseWorkspacePath } from './workspace-path.ts';

/** Runs a command as the learner; keeps this much of its output. */
export type RunAsLearner = (
  request: ExecRequest & { readonly outputBytes: number },
  signal: AbortSignal,
) => Promise<ExecResult>;

const timeoutMs = 30_000;
const mostOutputBytes = 8 * 1024 * 1024;
const exits = { missing: 10, link: 11, folder: 12, other: 13, large: 14, exists: 15, changed: 16 } as const;

/**
 * One script for everything, so that looking and doing are one step there. It runs as the learner, and can do nothing
 * that the learner's own shell could not.
 */
const script = `set -u
cd -P -- "$HOME" || exit 1
action=$1 path=$2 argument=$3
on_the_way() {
  local walked=. part parts
  IFS=/ read -ra parts <<<"$1"
  unset 'parts[-1]'
  for part in "\${parts[@]}"; do
    walked+=/$part
    [[ -L $walked ]] && exit ${exits.link}
    [[ -e $walked && ! -d $walked ]] && exit ${exits.other}
  done
}
is_there() { [[ -e ./$1 || -L ./$1 ]]; }
plain_file() {
  on_the_way "$1"
  [[ -L ./$1 ]] && exit ${exits.link}
  [[ -e ./$1 ]] || exit "$2"
  [[ -d ./$1 ]] && exit ${exits.folder}
  [[ -f ./$1 ]] || exit ${exits.other}
}
case $action in
list)
  find . -mindepth 1 -maxdepth ${fileLimits.depth} \\( -path ./.cache -o -path ./.kube/cache -o -name '.kindlab-save.*' \\) -prune \\
    -o -printf '%y %s %T@ %P\\0' 2>/dev/null | head -z -n ${fileLimits.entries + 1}
  ;;
read)
  plain_file "$path" ${exits.missing}
  (($(stat -c %s -- "./$path") <= ${fileLimits.bytes})) || exit ${exits.large}
  head -c ${fileLimits.bytes + 1} -- "./$path" | base64 -w0
  ;;
write)
  made=
  # Whoever sends must get rid of it, also when it is refused.
  trap '[[ -n $made ]] && rm -f -- "$made"; cat >/dev/null' EXIT
  on_the_way "$path"
  folder=$(dirname -- "./$path")
  if [[ $argument == new ]]; then
    is_there "$path" && exit ${exits.exists}
    mkdir -p -- "$folder" || exit 1
  else
    plain_file "$path" ${exits.changed}
  fi
  # What a killed run left behind.
  find "$folder" -maxdepth 1 -name '.kindlab-save.*' -mmin +10 -delete
  made=$(mktemp -- "$folder/.kindlab-save.XXXXXX") || exit 1
  base64 -d >"$made" || exit 1
  if [[ $argument == new ]]; then
    chmod =rw "$made" && ln -T -- "$made" "./$path" 2>/dev/null && exit 0
    is_there "$path" && exit ${exits.exists}
    exit 1
  fi
  chmod --reference="./$path" -- "$made" || exit ${exits.changed}
  [[ $(sha256sum <"./$path") == "$argument "* ]] || exit ${exits.changed}
  mv -fT -- "$made" "./$path"
  ;;
rename)
  on_the_way "$path"; on_the_way "$argument"
  is_there "$path" || exit ${exits.missing}
  is_there "$argument" && exit ${exits.exists}
  mkdir -p -- "$(dirname -- "./$argument")" && mv -nT -- "./$path" "./$argument" || exit 1
  is_there "$path" && exit ${exits.exists}
  exit 0
  ;;
remove)
  on_the_way "$path"
  is_there "$path" || exit ${exits.missing}
  rm -rf --one-file-system -- "./$path"
  ;;
esac`;

interface Step {
  readonly action: 'list' | 'read' | 'remove' | 'rename' | 'write';
  readonly path?: string;
  readonly argument?: string;
  readonly stdin?: string;
}

/** The files of a workspace that commands can be run in. */
export function workspaceFiles(run: RunAsLearner): WorkspaceFiles {
  const take = async (step: Step, signal: AbortSignal): Promise<string> => {
    const { action, path = '', argument = '', stdin } = step;
    const result = await run(
      {
        command: ['bash', '-c', script, 'files', action, path, argument],
        timeoutMs,
        outputBytes: mostOutputBytes,
        ...(stdin === undefined ? {} : { stdin }),
      },
      signal,
    );
    if (result.exitCode !== 0) throw faultOf(step, result);
    return result.stdout;
  };
  return {
    list: async (signal) => {
      const entries = (await take({ action: 'list' }, signal)).split('\0').slice(0, -1).map(parseEntry);
      return {
        entries: entries.filter(({ path }) => isWorkspacePath(path)).slice(0, fileLimits.entries),
        complete: entries.length <= fileLimits.entries,
      };
    },
    read: async (wanted, signal) => {
      const path = parseWorkspacePath(wanted);
      const bytes = Buffer.from(await take({ action: 'read', path }, signal), 'base64');
      if (bytes.length > fileLimits.bytes) throw fileTooLarge(path);
      return { bytes, revision: revisionOf(bytes) };
    },
    write: async ({ path: wanted, bytes, replaces }, signal) => {
      const path = parseWorkspacePath(wanted);
      if (bytes.length > fileLimits.bytes) throw fileTooLarge(path);
      const stdin = Buffer.from(bytes).toString('base64');
      await take({ action: 'write', path, argument: replaces ?? 'new', stdin }, signal);
      return revisionOf(bytes);
    },
    rename: async (wantedFrom, wantedTo, signal) => {
      const { from, to } = parseRenaming(wantedFrom, wantedTo);
      await take({ action: 'rename', path: from, argument: to }, signal);
    },
    remove: async (wanted, signal) => {
      await take({ action: 'remove', path: parseWorkspacePath(wanted) }, signal);
    },
  };
}

/** The revision of these bytes. */
export function revisionOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const kinds: Readonly<Record<string, FileEntry['kind']>> = { f: 'file', d: 'folder', l: 'link' };

function parseEntry(line: string): FileEntry {
  const [kind = '', bytes = '', seconds = '', ...path] = line.split(' ');
  return {
    path: path.join(' '),
    kind: kinds[kind] ?? 'other',
    bytes: Number(bytes),
    changedAt: new Date(Math.floor(Number(seconds) * 1000)),
  };
}

function faultOf({ action, path = '', argument = '' }: Step, { exitCode, stderr }: ExecResult): Fault {
  if (exitCode === exits.missing) return noSuchFile(path);
  if (exitCode === exits.link) return notAPlainFile(path, 'it is a link, or leads through one');
  if (exitCode === exits.folder) return notAPlainFile(path, 'it is a folder');
  if (exitCode === exits.other) return notAPlainFile(path, 'it is no plain file, or leads through one');
  if (exitCode === exits.large) return fileTooLarge(path);
  if (exitCode === exits.exists) return fileExists(action === 'rename' ? argument : path);
  if (exitCode === exits.changed) return fileChanged(path);
  return new Fault({
    code: 'COMMAND_FAILED',
    audience: 'learner',
    message: `The workspace could not ${action} this: ${stderr.trim().slice(0, 300) || `exit code ${exitCode}`}`,
    hint: 'Look in the terminal: `df -h .` says whether the disk is full, `ls -la` who may write.',
  });
}
