/** The drill that shows what each rule of the profile is for: a forgery for each, and every rule left out once. */

import type { ForgeryResult } from './forgery/forgery-result.js';

/** Makes keys, certificates and forgeries anew; some seconds. None of it is loaded before: an exchange makes no forgeries. */
export async function runForgeryDrill(): Promise<ForgeryResult[]> {
  const { tryForgeries } = await import('./forgery/try-forgeries.js');
  return tryForgeries();
}
