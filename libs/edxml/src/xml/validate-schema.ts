/** Holds a message against a schema (XSD): beside the judging, for what only a schema says, such as elements nobody knows. */
import { ParseOption, XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';

/** `line` of the bytes given. `element`: local name of the element it is about. */
export interface SchemaFault {
  readonly line: number;
  readonly element: string;
  readonly sentence: string;
}

/** A compiled schema. It lies in the parser's memory for good: compile each once. */
export interface Schema {
  readonly validator: XsdValidator;
}

const options = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NOCDATA;

/** @throws when the text is no schema */
export function compileSchema(xsd: string): Schema {
  const document = XmlDocument.fromString(xsd, { option: options });
  try {
    return { validator: XsdValidator.fromDoc(document) };
  } finally {
    document.dispose();
  }
}

/** `xml` has been parsed before and is well-formed. */
export function validateSchema({ validator }: Schema, xml: Buffer): SchemaFault[] {
  const document = XmlDocument.fromBuffer(xml, { option: options });
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof XmlValidateError)) throw error;
    return error.details.map(({ line, message }) => faultOf(line, message));
  } finally {
    document.dispose();
  }
}

/** `Element '{namespace}Name': This element is not expected. …`, the namespaces left out. */
function faultOf(line: number, message: string): SchemaFault {
  const plain = message.trim().replace(/\{[^}]*\}/g, '');
  const [, element = '', sentence = plain] = /^Element '([^']*)'(?:, attribute '[^']*')?: (.*)$/s.exec(plain) ?? [];
  return { line, element, sentence: sentence.replace(/\s+/g, ' ') };
}
