/** The configuration of a process, read from something like an environment. */
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ConfigFault, readConfig } from './config.js';

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  DATABASE_URL: z.string().startsWith('postgres'),
  QUEUES: z
    .string()
    .default('office')
    .transform((text) => text.split(',')),
});

describe('a configuration', () => {
  test('is read with its defaults and can not be changed', () => {
    const config = readConfig(schema, { DATABASE_URL: 'postgres://x', PORT: '', HOME: '/root', QUEUES: 'axis,nodes' });
    expect(config).toEqual({ PORT: 3000, DATABASE_URL: 'postgres://x', QUEUES: ['axis', 'nodes'] });
    expect(() => Object.assign(config, { PORT: 1 })).toThrow(TypeError);
    expect(() => config.QUEUES.push('office')).toThrow(TypeError);
  });

  test('with faults tells all of them in one message, without the values', () => {
    const source = { PORT: '70000', DATABASE_URL: 'mysql://root:hunter2@x' };
    expect(() => readConfig(schema, source)).toThrow(ConfigFault);
    try {
      readConfig(schema, source);
    } catch (fault) {
      expect(fault).toMatchObject({ exitCode: 2 });
      expect(String(fault)).toMatch(/2 fault\(s\):\n {2}PORT: .+\n {2}DATABASE_URL: /);
      expect(String(fault)).not.toContain('hunter2');
    }
    expect.assertions(4);
  });
});
