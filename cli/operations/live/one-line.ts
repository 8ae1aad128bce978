/**
 * Puts a text on one line: an error's may have many, and a line feed or another control character within a drawing would
 * move the rest of it.
 */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\u0000-\u001F\u007F-\u009F]+/g, ' ').trim();
}
