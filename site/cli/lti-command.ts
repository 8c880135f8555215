import { Command } from 'commander';
import { z } from 'zod';
import { inWords, jsonOption } from '#labs/say.ts';
import { madePlatform, platformList, type PlatformView } from '#site/protocol/lti.ts';
import { askServer } from './operator-client.ts';
import { dataFolder } from './serve-options.ts';

interface Where {
  readonly dataDir?: string;
  readonly json?: boolean;
}

type Tool = z.output<typeof platformList>['tool'];

/** `kindlab lti`: learning platforms that may launch the labs, on the server that runs. */
export function ltiCommand(): Command {
  const command = new Command('lti').description('learning platforms that launch Kindlab by LTI 1.3');
  for (const part of [addPart(), listPart(), removePart()])
    command.addCommand(part.option('--data-dir <folder>', 'where the server keeps its state'));
  return command;
}

function addPart(): Command {
  return new Command('add')
    .description('let a platform launch Kindlab')
    .requiredOption('--name <name>', 'what it is called')
    .requiredOption('--issuer <issuer>', 'its issuer, as it stands in its tokens')
    .requiredOption('--client-id <id>', 'what it calls us')
    .requiredOption('--login-url <url>', 'its authentication request address')
    .requiredOption('--token-url <url>', 'its access token address')
    .requiredOption('--keys-url <url>', 'its public key set')
    .requiredOption('--deployment <id...>', 'where in it we are installed')
    .option(...jsonOption)
    .action(async ({ deployment, dataDir, json = false, ...given }: Where & { deployment: string[] }) => {
      const body = { ...given, deployments: deployment };
      const call = { method: 'POST' as const, path: '/api/lti/platforms', body, schema: madePlatform };
      const made = await askServer(dataFolder(dataDir), call);
      const text = `${made.platform.name} (${made.platform.id}) may launch Kindlab.\n${sayTool(made.tool)}`;
      console.log(inWords({ json }, made, text));
    });
}

function listPart(): Command {
  return new Command('list')
    .description('platforms that may launch Kindlab, and what they have to be told of it')
    .option(...jsonOption)
    .action(async ({ dataDir, ...said }: Where) => {
      const call = { path: '/api/lti/platforms', schema: platformList };
      const listed = await askServer(dataFolder(dataDir), call);
      const { platforms, tool } = listed;
      const lines =
        platforms.length === 0 ? ['No platform yet: `kindlab lti add --help`.'] : platforms.map(sayPlatform);
      console.log(inWords(said, listed, [...lines, sayTool(tool)].join('\n')));
    });
}

function removePart(): Command {
  return new Command('remove')
    .argument('<id>')
    .description('let a platform launch Kindlab no more; cohorts, accounts and marks stay')
    .option(...jsonOption)
    .action(async (id: string, { dataDir, ...said }: Where) => {
      const path = `/api/lti/platforms/${encodeURIComponent(id)}`;
      await askServer(dataFolder(dataDir), { method: 'DELETE', path, schema: z.unknown() });
      console.log(inWords(said, { removed: id }, 'Removed.'));
    });
}

function sayPlatform({ id, name, issuer, clientId, deployments, ...urls }: PlatformView): string {
  return [
    `${id}  ${name}`,
    `  issuer       ${issuer}`,
    `  client id    ${clientId}`,
    `  deployments  ${deployments.join(', ')}`,
    `  login        ${urls.loginUrl}`,
    `  token        ${urls.tokenUrl}`,
    `  keys         ${urls.keysUrl}`,
  ].join('\n');
}

function sayTool({ login, launch, keys, pick }: Tool): string {
  return [
    'What a platform has to be told of Kindlab:',
    `  login initiation  ${login}`,
    `  redirect          ${launch}`,
    `  public key set    ${keys}`,
    `  deep linking      ${pick}`,
  ].join('\n');
}
