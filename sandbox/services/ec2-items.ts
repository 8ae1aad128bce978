/** EC2 wraps every list in `item` elements; one item is no list, none is empty text. */
export function ec2Items(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof list !== 'object' || list === null || !('item' in list)) return [];
  return (Array.isArray(list.item) ? list.item : [list.item]) as readonly Readonly<Record<string, unknown>>[];
}
