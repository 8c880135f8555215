import { expect, test } from 'vitest';
import { moveStylesToClasses } from './style-classes.ts';

function page(body: string): string {
  return `<html><head><title>A style="x:y" page</title></head><body>${body}</body></html>`;
}

/** The body of the rewritten page, and the rules in its head. */
function moved(body: string): { readonly body: string; readonly rules: string } {
  const found = /<style>(.*)<\/style><\/head><body>([\s\S]*)<\/body>/.exec(moveStylesToClasses(page(body)));
  return { rules: found?.[1] ?? '', body: found?.[2] ?? '' };
}

test('a style attribute becomes a class, beside those that are there, and equal ones the same', () => {
  const { body, rules } = moved(
    '<span style="--0:#fff;--1:#000">a</span><i class="b c" style=\'--0:#fff;--1:#000\'>d</i><br style=top:0>',
  );
  const [, name, another] =
    /^<span class="(s-[0-9a-f]{8})">a<\/span>.*<br class="(s-\w+)">$/.exec(body) ?? [];
  expect(body).toContain(`<i class="b c ${name}">d</i>`);
  expect(another).not.toBe(name);
  expect(rules).toBe(`.${name}:not(#_){--0:#fff;--1:#000}.${another}:not(#_){top:0}`);
});

test('what only looks like one stays: in text, scripts, comments and other attributes', () => {
  const body =
    '<script>a = "<b style=\\"c\\">"</script><!-- <p style="d"> --><p title=\'a style="e"\'>style="f"</p>' +
    '<textarea><p style="g"></textarea><b data-style="h" style-x="i">j</b>';
  expect(moveStylesToClasses(page(body))).toBe(page(body));
});

test('entities are read, and what no rule may hold is refused', () => {
  expect(moved('<p style="font-family:&quot;A &amp; B&quot;">').rules).toContain('{font-family:"A & B"}');
  expect(() => moved('<p style="top:0}p{left:0">')).toThrow('more than declarations');
  expect(() => moveStylesToClasses('<p style="top:0">')).toThrow('no </head>');
});

test('what a script is to show hides only where no script runs', () => {
  expect(moved('<kbd style="display: none;">').rules).toMatch(/^@media \(scripting:none\)\{\.s-/);
});
