import { Argument, type Command } from 'commander';
import { fileSchemas, isFileKind, jsonSchemaOf, type FileKind } from '../../config/json-schema.js';
import { keyTables, renderKeyTable } from '../../config/key-table.js';
import { exampleHelp } from '../output/examples.js';

const kinds = Object.keys(fileSchemas).filter(isFileKind);

/** Adds `backlot schema`: JSON Schemas of the fleet's files, for editors. */
export function registerSchemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of a kind of fleet file, for editors; without a kind, of all of them by kind')
    .addArgument(new Argument('[kind]', 'the kind of file').choices(kinds))
    .option('--json', 'accepted for the sake of scripts: the output is JSON anyway')
    .option('--markdown', 'print tables of all keys instead, as docs/fleet.md has them')
    .addHelpText(
      'after',
      exampleHelp([
        ['backlot schema account > account.schema.json', 'name it in the file: # yaml-language-server: $schema=…'],
        ['backlot schema', 'all kinds in one document'],
        ['backlot schema account --markdown', 'the keys for people'],
      ]),
    )
    .action((kind: string | undefined, { markdown }: { markdown?: boolean }) => {
      const chosen = kind !== undefined && isFileKind(kind) ? kind : undefined;
      if (markdown === true) printTables(chosen === undefined ? kinds : [chosen]);
      else
        print(
          chosen === undefined
            ? Object.fromEntries(kinds.map((each) => [each, jsonSchemaOf(each)]))
            : jsonSchemaOf(chosen),
        );
    });
}

function printTables(chosen: readonly FileKind[]): void {
  console.log(chosen.flatMap(keyTables).map(renderKeyTable).join('\n\n'));
}

function print(schema: unknown): void {
  console.log(JSON.stringify(schema, undefined, 2));
}
