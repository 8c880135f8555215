import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { commands } from '#site/cli/commands.ts';

/** It runs until it is stopped; programs ask its health and its metrics. */
const withoutJson = ['serve'];

function leaves(command: Command, above: string): readonly (readonly [string, Command])[] {
  const name = `${above} ${command.name()}`.trim();
  if (command.commands.length === 0) return [[name, command]];
  return command.commands.flatMap((each) => leaves(each, name));
}

const all = commands().flatMap((command) => leaves(command, ''));

test.each(all.filter(([name]) => !withoutJson.includes(name)))(
  '`kindlab %s` speaks to programs',
  (_, command) => {
    expect(command.options.map(({ long }) => long)).toContain('--json');
  },
);

test.each(all)('`kindlab %s` says what it does', (_, command) => {
  expect(command.description().length).toBeGreaterThan(10);
});
