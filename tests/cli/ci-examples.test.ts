import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkCommand } from '#site/cli/check-command.ts';
import { evidenceCommand } from '#site/cli/evidence-command.ts';
import { gradeCommand } from '#site/cli/grade-command.ts';
import { serveFlags } from '#site/cli/serve-flags.mjs';
import { tokenCommand } from '#site/cli/token-command.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { scope } from '#site/server/grader-api/messages.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFile(path.join(root, file), 'utf8');
const { labs } = await loadCatalog();
const program = new Map<string, Command>(
  [checkCommand(), gradeCommand(), evidenceCommand(), tokenCommand()].map((each) => [each.name(), each]),
);

/** Every text in a YAML file that a shell would run. */
function scriptsOf(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    if (['run', 'script', 'before_script'].includes(key)) return [value].flat().map(String);
    return scriptsOf(value);
  });
}

/** The arguments of every call of our program, however it is written: `node …/kindlab.ts …` or `kindlab …`. */
function callsIn(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/(?:kindlab\.ts|^kindlab) (.*)$/gm)].map(([, rest = '']) => {
    const words = rest.replace(/\s#.*$/, '').match(/"[^"]*"|\S+/g) ?? [];
    const end = words.findIndex((word) => /^[>|;&}]/.test(word));
    return (end < 0 ? words : words.slice(0, end)).map((word) => word.replace(/^"|[";]$/g, ''));
  });
}

/** Throws for a command or an option that there is not; answers what is left over as arguments. */
function check(words: readonly string[]): void {
  const [name = '', ...rest] = words;
  const top = program.get(name);
  expect(top, `kindlab ${name}`).toBeDefined();
  if (top === undefined) return;
  const part = top.commands.find((each) => each.name() === rest[0]);
  if (top.commands.length > 0) expect(part, `kindlab ${name} ${rest[0] ?? ''}`).toBeDefined();
  const command = part ?? top;
  const { operands, unknown } = command.parseOptions(part === undefined ? [...rest] : rest.slice(1));
  expect(unknown, words.join(' ')).toEqual([]);
  expect(operands.length, words.join(' ')).toBe(command.registeredArguments.length);
  for (const option of command.options.filter(({ mandatory }) => mandatory))
    expect(words.join(' ')).toContain(option.long);
  const lab = name === 'check' ? rest[0] : rest[rest.indexOf('--lab') + 1];
  if (name === 'check' || rest.includes('--lab')) expect(labs.map(({ id }) => id)).toContain(lab);
}

test.each(['docs/examples/github-actions.yml', 'docs/examples/gitlab-ci.yml'])(
  '%s runs commands that there are, with options that they take',
  async (file) => {
    const calls = scriptsOf(parse(await read(file))).flatMap(callsIn);
    expect(calls.map(([name]) => name).toSorted()).toEqual(['check', 'evidence', 'grade']);
    for (const words of calls) check(words);
  },
);

test('docs/grading.md names commands, scopes, settings and files that there are', async () => {
  const text = await read('docs/grading.md');
  const calls = callsIn(text);
  expect(calls.length).toBeGreaterThan(4);
  for (const words of calls) check(words);
  const scopes = [...text.matchAll(/^\| `(\w+:\w+)`/gm)].map(([, name]) => name);
  expect(scopes.toSorted()).toEqual(scope.options.toSorted());
  expect(serveFlags.map(({ flag }) => flag)).toContain('--webhook-origin');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) await access(path.join(root, 'docs', link));
});

test('a command, an option or a lab that there is not is noticed', () => {
  for (const text of ['kindlab gade x', 'kindlab check static-sync --servre x', 'kindlab evidence check x'])
    expect(() => callsIn(text).forEach(check), text).toThrow();
  expect(() => check(['grade', 'x', '--lab', 'no-such-lab'])).toThrow();
  expect(() => check(['grade', '--lab', 'static-sync'])).toThrow();
});
