import { goodFleet } from '../../fleet-fixture.js';
import type { Breaker, Content } from './broken-fleet.js';

const files = Object.keys(goodFleet);

/** Changes one line of a file among those that fit. */
const line =
  (name: string, fits: RegExp, by: (line: string) => string, moved = 0): Breaker =>
  (drawing) => {
    const fitting = files.flatMap((file) =>
      (goodFleet[file] ?? '').split('\n').flatMap((text, index) => (fits.test(text) ? [{ file, index }] : [])),
    );
    const { file, index } = drawing.from(fitting);
    const rows = (goodFleet[file] ?? '').split('\n');
    rows[index] = by(rows[index] ?? '');
    const at = index + 1 + moved;
    return { name: `${file}:${at} ${name}`, changes: { [file]: rows.join('\n') }, at: { file, lines: [at, at + 1] } };
  };

/** Puts something else in the place of a whole file. */
const file =
  (name: string, by: (text: string, file: string) => Content): Breaker =>
  (drawing) => {
    const drawn = drawing.from(files);
    const content = by(goodFleet[drawn] ?? '', drawn);
    return { name: `${drawn} ${name}`, changes: { [drawn]: content }, at: { file: drawn, lines: [1] } };
  };

const ownName = (path: string): string => path.split('/').at(-1) ?? '';

/** Every kind of a file that is no YAML, or no file at all. */
export const textBreaks: readonly Breaker[] = [
  line('twice', /^ *[\w.]+: ?/, (text) => `${text}\n${text}`, 1),
  line('indented with a tab', /^ {2}\S/, (text) => text.replace(/^ {2}/, '\t')),
  line('not closed', /[\]}"]$/, (text) => text.slice(0, -1)),
  line('with a conflict', /^\w/, (text) => `<<<<<<< HEAD\n${text}`),
  line('with a second document', /^\w/, (text) => `---\n${text}`),
  line('with an alias of nothing', /: \w+$/, (text) => text.replace(/: \w+$/, ': *nobody')),
  line('with a tag', /: \w+$/, (text) => text.replace(/: (\w+)$/, ': !secret $1')),
  file('is empty', () => ''),
  file('holds a comment only', () => '# later\n'),
  file('holds a text', () => 'to be done\n'),
  file('holds a list', (text) => text.replaceAll(/^(?=\w)/gm, '- ')),
  file('is UTF-16', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')),
  file('is Latin-1', (text) => Buffer.from(`# Prüfung\n${text}`, 'latin1')),
  file('is a link to itself', (_, path) => ({ link: ownName(path) })),
  file('is a link to nothing', () => ({ link: 'nothing.yaml' })),
  file('is a directory', () => ({ made: 'a directory' })),
  file('is a pipe', () => ({ made: 'a pipe' })),
  (drawing) => {
    const directory = drawing.from(['accounts', 'databases', 'clusters', 'blueprints']);
    const [name, content] = drawing.from<readonly [string, Content]>([
      ['is a link to itself', { link: directory }],
      ['is a file', 'not a directory'],
    ]);
    return { name: `${directory} ${name}`, changes: { [directory]: content }, at: { file: directory, lines: [1] } };
  },
];
