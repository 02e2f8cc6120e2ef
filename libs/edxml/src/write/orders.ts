/** The orders in which the two vendors write the same elements: the national axis' library (VNPT), and the .NET kit by table number. */

export type PackageOrder = 'vnpt' | 'dotnet';

/** `ContentTransferEncoded` is written apart, and stands where `bytes` does. */
export const elementOrders = {
  message: {
    vnpt: [
      ...['from', 'to', 'documentId', 'code', 'promulgation', 'type', 'subject', 'content', 'signer', 'dueDate'],
      ...['other', 'responseFor', 'steering', 'toPlaces', 'tasks', 'application'],
    ],
    dotnet: [
      ...['from', 'to', 'code', 'promulgation', 'type', 'subject', 'content', 'signer', 'dueDate', 'toPlaces'],
      ...['other', 'responseFor', 'steering', 'documentId', 'tasks', 'application'],
    ],
  },
  business: {
    vnpt: ['documentId', 'type', 'reason', 'paper', 'update', 'replacements', 'staff'],
    dotnet: ['type', 'reason', 'update', 'documentId', 'staff', 'paper', 'replacements'],
  },
  reference: {
    vnpt: ['id', 'type', 'description', 'name'],
    dotnet: ['description', 'name', 'type', 'id'],
  },
  attachment: {
    vnpt: ['id', 'name', 'description', 'type', 'bytes'],
    dotnet: ['type', 'id', 'description', 'bytes', 'name'],
  },
} as const satisfies Record<string, Record<PackageOrder, readonly string[]>>;

type Part<Group extends keyof typeof elementOrders> = (typeof elementOrders)[Group]['vnpt'][number];

/** The parts of a group in the wanted order. */
export function ordered<Group extends keyof typeof elementOrders>(
  group: Group,
  order: PackageOrder,
  parts: Readonly<Record<Part<Group>, string>>,
): string {
  let text = '';
  for (const name of elementOrders[group][order]) text += parts[name as Part<Group>];
  return text;
}
