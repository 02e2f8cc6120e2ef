/** The scanner of a process, where one is configured, and the line of parked documents before it. */
import { edxmlLimits } from '@lienthong/edxml';
import type { ExchangeConfig } from '../config.js';
import type { Exchange } from '../exchange.js';
import { judgeScanned } from '../sweeps/judge-parked.js';
import { Clamd, readScannerAddress } from './clamd.js';
import { ScanLine } from './scan-line.js';
import { Scanner } from './scanner.js';

export class Scanning {
  readonly scanner: Scanner;
  readonly line: ScanLine;

  private constructor(exchange: Exchange, address: string, config: ExchangeConfig) {
    const limits = { answerWithinMs: config.SCAN_SECONDS * 1_000, mostBytes: edxmlLimits.packageBytes };
    const clamd = new Clamd(readScannerAddress(address), limits);
    this.scanner = new Scanner({ clamd, packages: exchange.packages, log: exchange.log });
    this.line = new ScanLine(
      (documents) => judgeScanned(exchange, this.scanner, documents, config.PARK_HOURS),
      exchange.log,
    );
  }

  static of(exchange: Exchange, config: ExchangeConfig): Scanning | undefined {
    return config.SCANNER === undefined ? undefined : new Scanning(exchange, config.SCANNER, config);
  }
}
