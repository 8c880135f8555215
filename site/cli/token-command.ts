import { Command } from 'commander';
import { z } from 'zod';
import { madeToken, scope, tokenList } from '#site/server/grader-api/messages.ts';
import { inWords, jsonOption } from '#labs/say.ts';
import { askServer } from './operator-client.ts';
import { dataFolder } from './serve-options.ts';
import { tellList } from './tell-list.ts';

interface Where {
  readonly dataDir?: string;
  readonly json?: boolean;
}

const allScopes = scope.options.join(',');

/** `kindlab token`: what programs show to use the API for graders, on the server that runs. */
export function tokenCommand(): Command {
  const command = new Command('token').description('tokens for programs that check and grade by HTTP');
  for (const part of [createPart(), listPart(), revokePart()])
    command.addCommand(part.option('--data-dir <folder>', 'where the server keeps its state'));
  return command;
}

function createPart(): Command {
  return new Command('create')
    .argument('<name>', 'what it is for')
    .description('make a token and print it, this once')
    .option('--scopes <list>', `what it is good for: ${allScopes}`, allScopes)
    .option('--days <number>', 'how long it is good', '90')
    .option(...jsonOption)
    .action(async (name: string, options: Where & { scopes: string; days: string }) => {
      const body = { name, scopes: options.scopes.split(','), days: Number(options.days) };
      const call = { method: 'POST', path: '/api/v1/tokens', body, schema: madeToken } as const;
      const made = await askServer(dataFolder(options.dataDir), call);
      const text = `${made.token}\n(${made.id}: ${made.scopes.join(', ')}; good until ${made.expiresAt})`;
      console.log(inWords(options, made, text));
    });
}

function listPart(): Command {
  return new Command('list')
    .description('list the tokens that were made here')
    .option(...jsonOption)
    .action(async (options: Where) => {
      const call = { path: '/api/v1/tokens', schema: tokenList };
      const { tokens } = await askServer(dataFolder(options.dataDir), call);
      const rows = tokens.map((each) => ({ ...each, scopes: each.scopes.join(', ') }));
      tellList(options, tokens, { rows, none: 'No tokens yet: `kindlab token create <name>` makes one.' });
    });
}

function revokePart(): Command {
  return new Command('revoke')
    .argument('<id>', 'as `kindlab token list` shows it')
    .description('make a token worthless at once; anybody’s')
    .option(...jsonOption)
    .action(async (id: string, options: Where) => {
      const call = {
        method: 'DELETE',
        path: `/api/v1/tokens/${encodeURIComponent(id)}`,
        schema: z.string(),
      } as const;
      await askServer(dataFolder(options.dataDir), call);
      console.log(inWords(options, { revoked: id }, `The token ${id} is worth nothing any more.`));
    });
}
