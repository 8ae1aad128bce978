/** An element of a Query service's answer, decoded: members by name. */
export type XmlNode = Readonly<Record<string, unknown>>;

/** A structure inside an element; empty when it is not there. */
export function xmlMember(node: XmlNode, name: string): XmlNode {
  return toNode(node[name]);
}

/** The items of a list, which stand in `member` elements: one item is no list, none is empty text. */
export function xmlList(node: XmlNode, name: string): readonly XmlNode[] {
  const { member } = toNode(node[name]);
  if (member === undefined || member === '') return [];
  return (Array.isArray(member) ? (member as unknown[]) : [member]).map(toNode);
}

/** A text inside an element; empty when it is not there. */
export function textOf(node: XmlNode, name: string): string {
  const value = node[name];
  return typeof value === 'string' ? value : '';
}

function toNode(value: unknown): XmlNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
