/** What a route answers, said beside its handler: the status and shape of a good answer, and the codes of its own refusals. */
import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { RefusalCode } from '@lienthong/edxml';
import { z } from 'zod';

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export interface AnswerWords {
  readonly words: string;
  /** Of a JSON answer; a shape with an id of its own (`.meta({ id })`) becomes a component of the description. */
  readonly shape?: z.ZodType;
  /** Media types of answers that are bytes, instead of JSON or beside it. */
  readonly media?: readonly string[];
  /** Refusals of this route alone; those that every route knows are added to them. */
  readonly refusals?: readonly RefusalCode[];
}

/** An answer as the routes' description carries it until it is completed. */
export interface DescribedAnswer {
  readonly status: number;
  readonly words: string;
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  readonly refusals: readonly RefusalCode[];
}

export const answerExtension = 'x-answer';
export const bodyExtension = 'x-body';

/** Answers with `status`, and says so in the description. */
export function AnswersWith(status: number, { words, shape, media = [], refusals = [] }: AnswerWords): MethodDecorator {
  const json: [string, JsonSchema][] = shape === undefined ? [] : [['application/json', schemaOf(shape)]];
  const bytes = media.map((type): [string, JsonSchema] => [type, { type: 'string', contentMediaType: type }]);
  const content = Object.fromEntries([...json, ...bytes].map(([type, schema]) => [type, { schema }]));
  const described: DescribedAnswer = { status, words, content, refusals };
  return applyDecorators(HttpCode(status), ApiExtension(answerExtension, described));
}

/** As it leaves: what a reader may rely on. */
export const schemaOf = (shape: z.ZodType): JsonSchema => jsonSchema(shape, 'output');
const requestSchemaOf = (shape: z.ZodType): JsonSchema => jsonSchema(shape, 'input');

function jsonSchema(shape: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io }) as JsonSchema;
  return schema;
}

/** What a route takes whose handler reads the body itself, or may do without one: a shape, or bytes, for each media type. */
export function TakesBody(content: Readonly<Record<string, z.ZodType | 'bytes'>>, required = true): MethodDecorator {
  const media = Object.entries(content).map(([type, shape]) => [
    type,
    { schema: shape === 'bytes' ? { type: 'string', contentMediaType: type } : requestSchemaOf(shape) },
  ]);
  return ApiExtension(bodyExtension, { required, content: Object.fromEntries(media) });
}
