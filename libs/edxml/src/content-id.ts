/** How attachments are referred to within a package: by identifiers that stand with or without the scheme `cid:` (RFC 2392). */

/** `cid:209` and `209` are the same. */
export const bareContentId = (id: string): string => id.replace(/^cid:/i, '');

export const contentUri = (id: string): string => `cid:${bareContentId(id)}`;
