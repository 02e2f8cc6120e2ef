/** Holds a message against a schema (XSD): beside the judging, for what only a schema says, such as elements nobody knows. */
import { ParseOption, XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';

/** `element`: which one it is about, counted from 0 in the order of the start tags. */
export interface SchemaFault {
  readonly element: number;
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
  const document = XmlDocument.fromString(oneTagALine(xml.toString('utf8')), { option: options });
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof XmlValidateError)) throw error;
    return error.details.map(({ line, message }) => ({ element: line - 2, sentence: sentenceOf(message) }));
  } finally {
    document.dispose();
  }
}

const markup = /<(?:!--[^]*?-->|!\[CDATA\[[^]*?\]\]>|\?[^]*?\?>|\/[^>]*>|(?:[^"'>]|"[^"]*"|'[^']*')*>)/g;

/**
 * A validator names nothing but the line of an element: here the line is its number. The n-th start tag, from 0, ends on line n + 2,
 * and no other line ends are left.
 */
function oneTagALine(xml: string): string {
  return xml
    .replace(/\n/g, ' ')
    .replace(markup, (tag) => (/^<[!?/]/.test(tag) ? tag : tag.replace(/\/?>$/, (end) => `\n${end}`)));
}

/** `Element '{namespace}Name': This element is not expected. …`, without the element and the namespaces. */
function sentenceOf(message: string): string {
  const plain = message.trim().replace(/\{https?:[^}]*\}/g, '');
  const [, sentence = plain] = /^Element '[^']*'(?:, attribute '[^']*')?: (.*)$/s.exec(plain) ?? [];
  return sentence.replace(/\s+/g, ' ');
}
