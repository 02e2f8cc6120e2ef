/** Whether the certificate of an exchange over TLS is trusted by its own launcher: tried before anything is started, so that the message comes at once. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import type { EdgeTls } from '@lienthong/edge';
import { CommandFault } from '../command-fault.js';

/** A handshake as launcher and simulator will make it: both trust whom Node trusts. @throws CommandFault when it fails */
export async function requireTrusted(host: string, { certificate: cert, key }: EdgeTls): Promise<void> {
  const server = createServer({ cert, key }, (socket) => socket.end()).listen(0, host);
  // The one who connects tells why the handshake failed.
  server.on('tlsClientError', (_, socket) => socket.destroy());
  await once(server, 'listening');
  const socket = connect({ host, port: (server.address() as AddressInfo).port });
  try {
    await once(socket, 'secureConnect');
  } catch (error) {
    throw new CommandFault(
      `The certificate of TLS_CERT is not trusted at https://${host}: ${(error as Error).message}. ` +
        `It must name IP:${host}, and NODE_EXTRA_CA_CERTS the file of the authority above it (or of itself, if it is self-signed).`,
      2,
      { cause: error },
    );
  } finally {
    socket.destroy();
    server.close();
  }
}
