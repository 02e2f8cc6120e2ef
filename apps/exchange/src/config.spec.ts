/** Which hosts count as closed networks, where the door of the axis may be as trusting as the vendor's SDK. */
import { describe, expect, test } from '@jest/globals';
import { isClosedNetwork } from './config.js';

describe('a closed network', () => {
  test.each(['127.0.0.1', 'localhost', '::1', '10.3.0.7', '172.20.1.1', '192.168.0.9', 'fd12::7'])('is %s', (host) => {
    expect(isClosedNetwork(host)).toBe(true);
  });

  test.each(['0.0.0.0', '::', '8.8.8.8', '172.32.0.1', '2001:db8::1', 'axis.gov.vn', ''])('is not %j', (host) => {
    expect(isClosedNetwork(host)).toBe(false);
  });
});
