import { describe, expect, test } from '@jest/globals';
import { compileSchema, validateSchema } from '../xml/validate-schema.js';
import { understood } from './schema-sentences.js';

const restricted = (facets: string, base = 'xs:string') =>
  compileSchema(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"><xs:simpleType>
    <xs:restriction base="${base}">${facets}</xs:restriction></xs:simpleType></xs:element></xs:schema>`);
const said = (schema: ReturnType<typeof compileSchema>, xml: string) =>
  validateSchema(schema, Buffer.from(xml)).map(({ sentence }) => understood(sentence))[0];

describe('a sentence of the validator', () => {
  test.each([
    ['<xs:maxLength value="2"/>', 'xs:string', '<a>xyz</a>', 'R', 'dài 3 ký tự, nhiều nhất là 2'],
    ['<xs:minLength value="2"/>', 'xs:string', '<a>x</a>', 'R', 'dài 1 ký tự, ít nhất là 2'],
    ['<xs:length value="2"/>', 'xs:string', '<a>x</a>', 'R', 'dài 1 ký tự, phải là 2'],
    ['<xs:maxInclusive value="4"/>', 'xs:integer', '<a>7</a>', 'R', '“7” lớn hơn 4'],
    ['<xs:minInclusive value="4"/>', 'xs:integer', '<a>1</a>', 'R', '“1” nhỏ hơn 4'],
    ['<xs:totalDigits value="2"/>', 'xs:integer', '<a>123</a>', 'R', '“123” có quá nhiều chữ số'],
    ['<xs:enumeration value="0"/>', 'xs:string', '<a>7</a>', 'M', "“7” không thuộc '0'"],
    ['<xs:pattern value="[01]{2}"/>', 'xs:string', '<a>7</a>', 'T', '“7” không đúng dạng [01]{2}'],
    ['', 'xs:integer', '<a>x</a>', 'T', '“x” không đúng kiểu dữ liệu'],
    ['', 'xs:integer', '<a><b/></a>', 'T', 'chứa phần tử con, trong khi chỉ được chứa văn bản'],
    ['', 'xs:integer', '<a b="c">1</a>', 'M', 'không được có thuộc tính b'],
  ])('on %s of %s broken by %s is understood', (facets, base, xml, family, vietnamese) => {
    expect(said(restricted(facets, base), xml)).toEqual({ family, vietnamese });
  });

  test('on elements and attributes that are missing is understood', () => {
    const schema =
      compileSchema(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"><xs:complexType>
      <xs:sequence><xs:element name="b" type="xs:string"/></xs:sequence><xs:attribute name="c" use="required"/>
      </xs:complexType></xs:element></xs:schema>`);
    expect(said(schema, '<a c="1"/>')).toEqual({ family: 'N', vietnamese: 'thiếu phần tử con, có thể là: b' });
    expect(said(schema, '<a><b/></a>')).toEqual({ family: 'N', vietnamese: 'thiếu thuộc tính c' });
  });

  test('that nobody foresaw stands in quotes', () => {
    expect(understood('Odd.')).toEqual({ family: 'M', vietnamese: 'không theo lược đồ XSD: “Odd.”' });
  });
});
