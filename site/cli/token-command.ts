import { Command } from 'commander';
import { z } from 'zod';
import { inWords } from '#labs/say.ts';
import { madeToken, scope, tokenList } from '#site/server/grader-api/messages.ts';
import { askServer } from './operator-client.ts';
import { dataFolder } from './serve-options.ts';

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
    .option('--json', 'machine-readable')
    .action(async (name: string, options: Where & { scopes: string; days: string }) => {
      const body = { name, scopes: options.scopes.split(','), days: Number(options.days) };
      const call = { method: 'POST', path: '/api/v1/tokens', body, schema: madeToken } as const;
      const made = await askServer(dataFolder(options.dataDir), call);
      if (options.json === true) console.log(JSON.stringify(made, null, 2));
      else
        console.log(`${made.token}\n(${made.id}: ${made.scopes.join(', ')}; good until ${made.expiresAt})`);
    });
}

function listPart(): Command {
  return new Command('list')
    .description('list the tokens that were made here')
    .option('--json', 'machine-readable')
    .action(async (options: Where) => {
      const call = { path: '/api/v1/tokens', schema: tokenList };
      const { tokens } = await askServer(dataFolder(options.dataDir), call);
      if (options.json === true) console.log(JSON.stringify(tokens, null, 2));
      else if (tokens.length === 0) console.log('No tokens yet: `kindlab token create <name>` makes one.');
      else console.table(tokens.map((each) => ({ ...each, scopes: each.scopes.join(', ') })));
    });
}

function revokePart(): Command {
  return new Command('revoke')
    .argument('<id>', 'as `kindlab token list` shows it')
    .description('make a token worthless at once; anybody’s')
    .option('--json', 'machine-readable')
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
