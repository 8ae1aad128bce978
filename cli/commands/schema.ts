import { Argument, type Command } from 'commander';
import { fileSchemas, isFileKind, jsonSchemaOf } from '../../config/json-schema.js';
import { exampleHelp } from '../output/examples.js';

const kinds = Object.keys(fileSchemas).filter(isFileKind);

/** Adds `backlot schema`: JSON Schemas of the fleet's files, for editors. */
export function registerSchemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of a kind of fleet file, for editors; without a kind, of all of them by kind')
    .addArgument(new Argument('[kind]', 'the kind of file').choices(kinds))
    .option('--json', 'accepted for the sake of scripts: the output is JSON anyway')
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot schema account > account.schema.json', 'name it in the file: # yaml-language-server: $schema=…'],
        ['backlot schema', 'all kinds in one document'],
      ]),
    )
    .action((kind: string | undefined) => {
      const schema =
        kind !== undefined && isFileKind(kind)
          ? jsonSchemaOf(kind)
          : Object.fromEntries(kinds.map((each) => [each, jsonSchemaOf(each)]));
      console.log(JSON.stringify(schema, undefined, 2));
    });
}
