/** What Nest injects: the running exchange, and how its doors stand. */
export const exchangeToken = Symbol('exchange');
export const doorsToken = Symbol('doors');

export interface DoorSettings {
  /** Path of the national axis' API. */
  readonly axisPath: string;
  /** Path of the provincial axis' API. */
  readonly provincialPath: string;
  /** Whether the process listens on loopback or in a closed network only. */
  readonly isClosed: boolean;
  /** Whether only this machine itself can reach it. */
  readonly isLoopback: boolean;
}
export const addressRulesToken = Symbol('where webhooks may lead');
