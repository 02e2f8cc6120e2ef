/** The ports of the exchange processes: looked at before anything is started, so that the message comes at once. */
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandFault } from '../command-fault.js';

/** Longer than the processes of a killed launcher take to end. */
const patienceMs = 3_000;
const againAfterMs = 200;

/** @throws CommandFault that names the first port that can not be used */
export async function requireFreePorts(host: string, first: number, howMany: number): Promise<void> {
  for (let port = first; port < first + howMany; port += 1) {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const fault = await faultOf(host, port);
      if (fault === undefined) break;
      if (fault !== 'EADDRINUSE' || performance.now() > deadline) throw unusable(host, port, fault);
      await pause(againAfterMs);
    }
  }
}

/** Ports that nobody uses now, each another one. */
export async function freePorts(host: string, howMany: number): Promise<number[]> {
  const probes = Array.from({ length: howMany }, () => createServer());
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.listen(0, host, () => resolve(undefined)))));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}

function faultOf(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}

function unusable(host: string, port: number, fault: string): CommandFault {
  const why = fault === 'EADDRINUSE' ? 'is taken by another program' : `can not be used (${fault})`;
  return new CommandFault(`Port ${port} on ${host} ${why}. Choose another one: lienthong start --port ${port + 100}`);
}
