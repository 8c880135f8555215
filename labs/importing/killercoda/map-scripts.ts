import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Note, Scenario, ScenarioPart } from './scenario.ts';

/** Larger files can't be brought along inside of a script. */
const largestAsset = 256 * 1024;

/** Signs that a script counts on a machine that the workspace isn't. */
const foreign: readonly { readonly sign: RegExp; readonly what: string }[] = [
  {
    sign: /\b(sudo|su -)\b/,
    what: 'wants to be root; the learner here is not, and there is no way to become it',
  },
  {
    sign: /\b(apt|apt-get|yum|dnf|apk|snap|systemctl|service)\b/,
    what: 'installs packages or manages services; the workspace has kubectl, helm, vault, jq, yq, openssl and curl',
  },
  { sign: /\b(docker|crictl|podman|ctr)\b/, what: 'uses a container engine; the workspace has none' },
  { sign: /\bssh\b/, what: 'goes to another machine; here is one workspace in front of one node' },
  { sign: /\/(root|etc|opt|usr|var)\//, what: 'uses paths of root; the learner has $HOME and /tmp' },
];

/** What in a script won't work in the workspace. */
export function foreignSigns(script: string): readonly string[] {
  return foreign.filter(({ sign }) => sign.test(script)).map(({ what }) => what);
}

/** A script from elsewhere inside of ours: in a bash of its own, under its own settings, and with nothing to read. */
export function embed(script: string): string {
  const end = freeWord(script);
  return `bash -c "$(cat <<'${end}'\n${script.trimEnd()}\n${end}\n)" </dev/null`;
}

/** The scripts that a part runs when it is opened: the unseen one first. */
export function scriptsOf({ background, foreground }: ScenarioPart): readonly string[] {
  return [background, foreground]
    .filter((script) => script !== undefined && script.trim() !== '')
    .map(String);
}

/** Bash that puts the scenario's files where the learner can have them. Notes what can't go where it should. */
export async function assetScript(
  { assets, folder }: Scenario,
  note: (note: Note) => void,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { source, target, chmod } of assets) {
    const where = path.relative(folder, source);
    const bytes = await readFile(source);
    if (bytes.length > largestAsset) {
      note({
        where,
        what: `is larger than ${String(largestAsset / 1024)} KiB and was left out; make it in start.sh`,
      });
      continue;
    }
    const place = reachable(target);
    if (place !== target && !/^(~|\/root)(\/|$)/.test(target))
      note({ where, what: `was for ${target}, where the learner may not write; it lies at ${place}` });
    const quoted = quote(place);
    lines.push(
      `mkdir -p "$(dirname ${quoted})"`,
      `base64 -d >${quoted} <<'BASE64'\n${bytes.toString('base64').replaceAll(/.{1,120}/g, '$&\n')}BASE64`,
      ...(chmod === '+x' ? [`chmod +x ${quoted}`] : []),
    );
  }
  return lines;
}

/** `$HOME` for root's home, `/tmp` as it is, everything else below `$HOME`. */
function reachable(target: string): string {
  const home = /^(~|\/root)(?<rest>\/.*)?$/.exec(target)?.groups;
  if (home !== undefined) return `$HOME${home['rest'] ?? ''}`;
  if (target.startsWith('/tmp/')) return target;
  return `$HOME/${target.replace(/^\/+/, '')}`;
}

/** In double quotes, so that `$HOME` at the beginning is still seen. */
function quote(place: string): string {
  const [, home = '', rest = ''] = /^(\$HOME)?(.*)$/s.exec(place) ?? [];
  return `"${home}${rest.replaceAll(/["$`\\]/g, String.raw`\$&`)}"`;
}

/** An end for a here-document that the script has no line of. */
function freeWord(script: string): string {
  let word = 'SCRIPT';
  while (script.split('\n').includes(word)) word += '_';
  return word;
}
