import { Command } from 'commander';
import { alwaysJson, asJson, inWords, jsonOption, type Said } from '#labs/say.ts';
import { configJsonSchema } from './config/config-schema.ts';
import { readConfig } from './config/read-config.ts';

/** `kindlab config`: the configuration file, without a server. */
export function configCommand(): Command {
  const command = new Command('config').description('the configuration file of the server');
  command
    .command('check <file>')
    .description('say what is wrong with a configuration file; exit code 2 when something is')
    .option(...jsonOption)
    .action(async (file: string, options: Said) => {
      await readConfig(file);
      console.log(inWords(options, { file, valid: true }, `${file} is as it should be.`));
    });
  command
    .command('schema')
    .description('print the JSON Schema of the file, for editors and programs')
    .option(...alwaysJson)
    .action(() => console.log(asJson(configJsonSchema())));
  return command;
}
