/** The status message as a recipient sends it: the same envelope, without trace, body, attachments and signature. */
import type { StatusMessage } from '../status.js';
import { timeToWire } from '../wire-dates.js';
import { textElement } from '../xml/xml-text.js';
import { writeOrganization, writeResponseFor, writeStaff } from './write-parts.js';
import { envelopeStart } from './write-package.js';

export function writeStatus(message: StatusMessage): Buffer {
  return Buffer.from(
    `${envelopeStart}<edXML:MessageHeader>${writeOrganization('From', message.from)}` +
      `${writeResponseFor(message.responseFor)}${writeStaff(message.staff)}` +
      `${textElement('edXML:StatusCode', String(message.statusCode).padStart(2, '0'))}` +
      `${textElement('edXML:Description', message.description)}` +
      `${textElement('edXML:Timestamp', timeToWire(message.timestamp))}` +
      `</edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>\n`,
  );
}
