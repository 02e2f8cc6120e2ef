/** What Nest injects as the running authority. */
export const authorityToken = Symbol('authority');
