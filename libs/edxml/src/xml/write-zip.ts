/** Packs an attachment as the national axis' library does: a ZIP archive of one entry (APPNOTE 6.3), the same bytes every time. */
import { crc32, deflateRawSync } from 'node:zlib';

const versionNeeded = 20;
/** Bit 11: the name is UTF-8. */
const nameIsUtf8 = 0x800;
const deflated = 8;
/** 1 January 1980: archives of the same file are equal. */
const dosDate = 0x21;

export function zipOne(name: string, bytes: Buffer): Buffer {
  const packed = deflateRawSync(bytes);
  const path = Buffer.from(name);
  // What the local header and the central directory say alike.
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(versionNeeded, 0);
  shared.writeUInt16LE(nameIsUtf8, 2);
  shared.writeUInt16LE(deflated, 4);
  shared.writeUInt16LE(dosDate, 8);
  shared.writeUInt32LE(crc32(bytes), 10);
  shared.writeUInt32LE(packed.length, 14);
  shared.writeUInt32LE(bytes.length, 18);
  shared.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, path, packed]);
  const madeBy = Buffer.from([versionNeeded, 0]);
  // Comment, disk, attributes and place: all zero for the one entry at the beginning.
  const entry = Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), madeBy, shared, Buffer.alloc(14), path]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}
