/** What the generator of the client's types gives to its test. */
export function clientFiles(document: object): Promise<Readonly<Record<string, string>>>;
