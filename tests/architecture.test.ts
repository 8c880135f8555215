import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '');
const code = tracked.filter((file) => /\.(ts|mts|mjs|astro)$/.test(file));

/** What each part may import of ours; everything else in the tree is out of bounds for it. */
const mayImport: readonly {
  readonly part: string;
  readonly allowed: readonly string[];
  readonly remedy: string;
}[] = [
  {
    part: 'site/client/',
    allowed: ['site/client/', 'site/protocol/', 'site/languages/'],
    remedy: 'put shared messages into site/protocol',
  },
  {
    part: 'site/protocol/',
    allowed: ['site/protocol/'],
    remedy: 'messages are plain zod; keep them free of the rest',
  },
  {
    part: 'site/languages/',
    allowed: ['site/languages/'],
    remedy: 'words and how they are found; whoever speaks passes the rest in',
  },
  {
    part: 'site/components/',
    allowed: [
      'site/components/',
      'site/client/',
      'site/protocol/',
      'site/languages/',
      'site/assets/',
      'site/diagrams/',
      'site/styles/',
    ],
    remedy: 'pages get their data from the API',
  },
  {
    part: 'site/server/',
    allowed: [
      'site/server/',
      'site/protocol/',
      'site/quizzes/',
      'site/languages/',
      'labs/',
      'checkers/',
      'containers/',
    ],
    remedy: 'the server never imports pages or client code',
  },
  {
    part: 'labs/',
    allowed: ['labs/', 'checkers/', 'containers/contract/'],
    remedy: 'let site/cli or site/server pass it in',
  },
  {
    part: 'checkers/',
    allowed: ['checkers/', 'containers/contract/'],
    remedy: 'checkers know environments by contract only',
  },
  { part: 'containers/', allowed: ['containers/'], remedy: 'containers imports nothing else of ours' },
];

const topLevel = new Set([
  ...['site', 'labs', 'checkers', 'containers', 'tests', 'docs', '.ci', 'package.json', 'package-lock.json'],
  ...[
    'astro.config.mjs',
    'ec.config.mjs',
    'tsconfig.json',
    'eslint.config.mjs',
    'knip.json',
    'vitest.config.ts',
    'playwright.config.ts',
  ],
  ...[
    'README.md',
    'LICENSE',
    'CONTRIBUTING.md',
    '.gitignore',
    '.npmrc',
    '.prettierrc.json',
    '.prettierignore',
  ],
]);

const isTest = (file: string) => /\.test\.ts$/.test(file) || file.startsWith('tests/');

function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  return specifiers.flatMap((specifier) => {
    if (specifier.startsWith('#')) return [specifier.slice(1)];
    if (specifier.startsWith('.')) return [path.normalize(path.join(path.dirname(file), specifier))];
    return [];
  });
}

describe('architecture', () => {
  it.each(mayImport)('$part imports only what it may', ({ part, allowed, remedy }) => {
    const files = code.filter((file) => file.startsWith(part) && !isTest(file));
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => !allowed.some((prefix) => imported.startsWith(prefix)))
        .map((imported) => `${file} imports ${imported}: ${remedy}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps Docker, kind and providers behind the composition root', () => {
    const wrong = code
      .filter(
        (file) => !file.startsWith('containers/') && !/^site\/(server|cli)\//.test(file) && !isTest(file),
      )
      .filter((file) =>
        importsOf(file).some((imported) => /^containers\/(providers|sessions|runtime)\//.test(imported)),
      );
    expect(wrong, 'only site/server, site/cli and tests may import providers, sessions or runtime').toEqual(
      [],
    );
  });

  it('keeps files short enough to read', () => {
    const long = code
      .map((file) => ({ file, lines: readFileSync(path.join(root, file), 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 301);
    expect(long, 'split what has more than 300 lines').toEqual([]);
  });

  it('has no stray file at the top', () => {
    const stray = new Set(
      tracked.map((file) => file.split('/')[0] ?? '').filter((name) => !topLevel.has(name)),
    );
    expect([...stray], 'the top level is fixed: move it into one of its folders').toEqual([]);
  });

  it('pins every image', () => {
    const floating = tracked
      .filter((file) => /Dockerfile|\.ya?ml$|\.json$/.test(file) && file !== 'package-lock.json')
      .filter((file) => /(image|FROM)[:"\s]+\S+:latest\b/.test(readFileSync(path.join(root, file), 'utf8')));
    expect(floating, 'name a version or a digest instead of latest').toEqual([]);
  });

  it('has no test that is switched off', () => {
    const off = tracked
      .filter((file) => /\.(test|spec)\.ts$/.test(file) && file !== 'tests/architecture.test.ts')
      .filter((file) =>
        /\b(it|test|describe)\.(skip|only|todo|fixme)\b|\.skipIf\(/.test(
          readFileSync(path.join(root, file), 'utf8'),
        ),
      );
    expect(off, 'run it or remove it').toEqual([]);
  });
});
