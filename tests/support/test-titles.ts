import ts from 'typescript';

const begins = new Set(['it', 'test']);
/** `test.each(…)('…')` and the like. */
const goesOn = new Set(['concurrent', 'each', 'for', 'runIf', 'sequential', 'skipIf']);
/** `test.skip('…')`, `describe.todo('…')` and the like. */
const takesOut = new Set(['fails', 'fixme', 'skip', 'todo']);

/**
 * Titles of the tests that this source really declares, `%s` and all; also with those of the groups around them, as they are
 * printed. Comments, strings and tests that are switched off are none.
 */
export function testTitles(source: string): ReadonlySet<string> {
  const titles = new Set<string>();
  const walk = (node: ts.Node, groups: readonly string[]): void => {
    const call = ts.isCallExpression(node) ? callOf(node) : undefined;
    if (call?.what === 'off') return;
    if (call !== undefined && begins.has(call.what)) {
      titles.add(call.title);
      titles.add([...groups, call.title].join(' '));
    }
    const inside = call?.what === 'describe' ? [...groups, call.title] : groups;
    ts.forEachChild(node, (child) => {
      walk(child, inside);
    });
  };
  walk(ts.createSourceFile('a.ts', source, ts.ScriptTarget.Latest), []);
  return titles;
}

function callOf({
  expression,
  arguments: [first],
}: ts.CallExpression): { readonly what: string; readonly title: string } | undefined {
  const what = rootOf(expression);
  if (what === undefined || first === undefined || !ts.isStringLiteralLike(first)) return undefined;
  return { what, title: first.text };
}

/** The name that a call like `test.each([…])(…)` begins with; `off` where what is in it does not run. */
function rootOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isCallExpression(node)) return rootOf(node.expression);
  if (ts.isTaggedTemplateExpression(node)) return rootOf(node.tag);
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  if (takesOut.has(node.name.text)) return 'off';
  return goesOn.has(node.name.text) ? rootOf(node.expression) : undefined;
}
