import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

/** One thing that a script of a lab must not do, and what to do instead. */
interface Rule {
  readonly finds: (line: string, script: string) => boolean;
  readonly says: string;
}

const rules: readonly Rule[] = [
  {
    finds: (line) => /\bkubectl (wait|rollout status)\b/.test(line) && !/--timeout[= ]/.test(line),
    says: 'waits without end; add --timeout=60s',
  },
  {
    finds: (line, script) => /^\s*until\b/.test(line) && !/\btimeout \d/.test(script),
    says: "loops without end; write timeout 60 bash -c 'until …'",
  },
  {
    finds: (line, script) => /\bwhile\s+(!|true\b|:)/.test(line) && !/\btimeout \d/.test(script),
    says: "loops without end; write timeout 60 bash -c 'while …'",
  },
  {
    finds: (line) =>
      /\bkubectl (logs|get)\b.*\s(-f|-w|--follow|--watch)\b(?! ?[\w./-]*\.ya?ml)|\btail\b[^|]*\s-[fF]\b|\bsleep infinity\b/.test(
        line,
      ) &&
      !/\btimeout \d/.test(line) &&
      !/&\s*$/.test(line),
    says: 'goes on without end; put timeout 60 before it',
  },
  {
    finds: (line) => /\bkubectl delete\b.*--all\b/.test(line) && !/--timeout[= ]/.test(line),
    says: 'waits for finalizers without end; add --timeout=60s',
  },
  {
    finds: (line) =>
      /\b(curl|wget|git clone|apt-get install|pip install|npm install)\b/.test(line) &&
      /https?:\/\/(?!127\.0\.0\.1|localhost|vault[.:]|charts\.kindlab)/.test(line),
    says: 'downloads something; a lab works without a network, so bring it along in the image',
  },
  {
    finds: (line) => /:latest\b/.test(line),
    says: 'uses a tag that moves; name a version',
  },
  {
    finds: (line) =>
      /\bhelm (install|upgrade)\b.*https?:\/\/(?!charts\.kindlab)/.test(line) && !/--version/.test(line),
    says: 'installs whatever is newest; add --version',
  },
];

/**
 * What is wrong with one bash script, by line. Lines that end in a backslash count as one with the next. A `verdict` is
 * a script that only judges: there a command that fails is an answer, not an error.
 */
export function lintScript(script: string, { verdict = false } = {}): readonly string[] {
  const problems: string[] = [];
  if (!verdict && !/^set -euo pipefail$/m.test(script))
    problems.push('goes on after an error; add set -euo pipefail');
  const joined = script.replaceAll(/\\\n/g, '\\\u0000');
  let line = 0;
  for (const text of joined.split('\n')) {
    line += 1;
    const plain = text.replaceAll('\\\u0000', ' ');
    const number = line;
    if (!plain.trimStart().startsWith('#'))
      problems.push(
        ...rules
          .filter(({ finds }) => finds(plain, script))
          .map(({ says }) => `line ${String(number)} ${says}`),
      );
    line += text.split('\u0000').length - 1;
  }
  return problems;
}

/** All scripts of a lab's folder. */
export async function lintScripts(labFolder: string): Promise<readonly string[]> {
  const names = (await readdir(labFolder, { recursive: true })).filter((name) => name.endsWith('.sh')).sort();
  const found = names.map(async (name) => {
    const path = join(labFolder, name);
    const verdict = basename(name) === 'verify.sh';
    return lintScript(await readFile(path, 'utf8'), { verdict }).map(
      (problem) => `${relative(process.cwd(), path)} ${problem}`,
    );
  });
  return (await Promise.all(found)).flat();
}
