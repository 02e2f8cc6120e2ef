/** Addresses that a webhook may and may not have, however they are written. */
import { describe, expect, test } from '@jest/globals';
import { AddressFault, checkedAddress, isAllowedAddress, readAddress } from './address-rules.js';

const strict = { loopback: false, plainHttp: true };
const never = new AbortController().signal;

describe('an address of the network', () => {
  test.each(['1.1.1.1', '8.8.8.8', '203.162.4.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2001:ee0::1'])(
    '%s is called: it is on the public internet',
    (address) => expect(isAllowedAddress(address, strict)).toBe(true),
  );

  test.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.192', '192.0.2.1', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::ffff:10.0.0.1', '::127.0.0.1', '64:ff9b::a00:1'],
    ...['fe80::1', 'fc00::1', 'fd00:ec2::254', 'fec0::1', 'ff02::1', '2001::1', '2001:db8::1', '2002:7f00:1::1'],
    ...['not an address', ''],
  ])('"%s" is not called', (address) => {
    expect(isAllowedAddress(address, strict)).toBe(false);
  });

  test('of this machine is called where that is configured, and then no other closed one', () => {
    const loose = { loopback: true };
    expect(['127.0.0.1', '::1'].map((address) => isAllowedAddress(address, loose))).toEqual([true, true]);
    const closed = ['169.254.169.254', '10.0.0.1', '::ffff:10.0.0.1', '0.0.0.0', '127.evil'];
    expect(closed.filter((address) => isAllowedAddress(address, loose))).toEqual([]);
  });
});

describe('the address of a webhook', () => {
  test.each([
    ...[
      'ftp://1.1.1.1/',
      'file:///etc/passwd',
      'gopher://1.1.1.1/',
      'javascript:alert(1)',
      '//1.1.1.1/',
      '1.1.1.1',
      '',
    ],
    ...['http://user:password@1.1.1.1/', 'http://user@1.1.1.1/', 'http://1.1.1.1:22/', 'http://1.1.1.1:25/'],
    ...['https://1.1.1.1:1023/', 'http://1.1.1.1:0/', `https://1.1.1.1/${'a'.repeat(2_000)}`],
  ])('"%s" is refused as it is written', (address) => {
    expect(() => readAddress(address, strict)).toThrow(AddressFault);
  });

  test.each(['https://1.1.1.1/', 'http://1.1.1.1/a?b=c', 'https://1.1.1.1:8443/', 'http://[2606:4700::1111]/'])(
    '%s is taken',
    async (address) => {
      const url = readAddress(address, strict);
      expect((await checkedAddress(url, strict, never)).address).toBe(url.hostname.replace(/[[\]]/g, ''));
    },
  );

  test.each([
    ...['http://127.0.0.1/', 'http://localhost/', 'http://127.1/', 'http://2130706433/', 'http://0x7f.0.0.1/'],
    ...['http://0177.0.0.1/', 'http://①②⑦.0.0.1/', 'http://[::1]/', 'http://[::ffff:7f00:1]/', 'http://0/'],
    ...[
      'http://169.254.169.254/latest/meta-data/',
      'http://[fd00:ec2::254]/',
      'http://10.1/',
      'http://no-such.invalid/',
    ],
  ])('%s is refused for where it leads', async (address) => {
    await expect(checkedAddress(readAddress(address, strict), strict, never)).rejects.toThrow(AddressFault);
  });

  test('without TLS is refused outside a rehearsal', () => {
    const rules = { plainHttp: false };
    expect(() => readAddress('http://1.1.1.1/', rules)).toThrow('only https is called outside a rehearsal');
    expect(readAddress('https://1.1.1.1/', rules).href).toBe('https://1.1.1.1/');
  });

  test('that leads nowhere, into the house or to a name server that is silent is refused in the same words', async () => {
    const told = async (address: string, gone = never) =>
      checkedAddress(readAddress(address, strict), strict, gone).then(
        () => 'taken',
        ({ message }: Error) => message.replace(/^\S+/, 'NAME'),
      );
    const words = [
      await told('http://no-such.invalid/'),
      await told('http://10.1.2.3/'),
      await told('http://localhost/'),
      await told('http://slow.example/', AbortSignal.abort()),
    ];
    expect(new Set(words)).toEqual(new Set(['NAME is not on the public internet']));
  });
});
