/** What Nest injects as the running exchange. */
export const exchangeToken = Symbol('exchange');
