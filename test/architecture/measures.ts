/** What the compiler sees in a source file, measured: functions and their lengths, constructors, titles, declared names, texts. */
import ts from 'typescript';

/** One function, method, accessor or constructor, with all that stands inside it. */
export interface MeasuredFunction {
  readonly name: string;
  /** Line where it begins, from 1; decorators and comments before it do not count. */
  readonly line: number;
  readonly lines: number;
  /** Number of parameters of a constructor; undefined for any other function. */
  readonly constructorParameters?: number;
}

export interface Titled {
  readonly kind: 'describe' | 'test';
  /** With the titles of the groups around it, as jest reports it. */
  readonly title: string;
  readonly line: number;
}

/** The text of a literal; `${…}` stands for each value put into a template. */
export interface WrittenText {
  readonly text: string;
  readonly line: number;
}

export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** The node and everything in it, in the order written. */
function nodesOf(node: ts.Node, found: ts.Node[] = []): ts.Node[] {
  found.push(node);
  ts.forEachChild(node, (child) => void nodesOf(child, found));
  return found;
}

function lineAt(file: ts.SourceFile, position: number): number {
  return file.getLineAndCharacterOfPosition(position).line + 1;
}

export function functionsOf(file: ts.SourceFile): MeasuredFunction[] {
  const found: MeasuredFunction[] = [];
  for (const node of nodesOf(file)) {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) continue;
    const line = lineAt(file, startOf(node));
    const lines = lineAt(file, node.end) - line + 1;
    const name = node.name?.getText() ?? nameFromOutside(node);
    found.push(
      ts.isConstructorDeclaration(node)
        ? { name: 'constructor', line, lines, constructorParameters: node.parameters.length }
        : { name, line, lines },
    );
  }
  return found;
}

function startOf(node: ts.SignatureDeclaration): number {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  const last = decorators.at(-1);
  return last === undefined
    ? node.getStart()
    : last.end + (/^\s*/.exec(node.getSourceFile().text.slice(last.end))?.[0].length ?? 0);
}

function nameFromOutside(node: ts.Node): string {
  const outside = node.parent;
  return ts.isVariableDeclaration(outside) || ts.isPropertyAssignment(outside)
    ? outside.name.getText()
    : 'an unnamed function';
}

/**
 * The groups and tests of a spec file, by the words `describe`, `test`, `it` and what hangs on them (`.skip`, `.each(…)`).
 * A title that a table gives whole (`%s`, `$title`) is none: nobody can read it here.
 */
export function titlesOf(file: ts.SourceFile): Titled[] {
  return nodesOf(file).flatMap((node) => {
    const own = ownTitle(node);
    if (own === undefined || /^[%$]\w+$/.test(own.words)) return [];
    const groups = [];
    for (let outer = node.parent; !ts.isSourceFile(outer); outer = outer.parent)
      groups.unshift(ownTitle(outer)?.words ?? '');
    const title = [...groups, own.words].filter((words) => words !== '').join(' ');
    return [{ kind: own.kind, title, line: lineAt(file, node.getStart()) }];
  });
}

function ownTitle(node: ts.Node): { kind: Titled['kind']; words: string } | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const kind = kindOf(node.expression);
  const words = node.arguments[0];
  if (kind === undefined || words === undefined) return undefined;
  return ts.isStringLiteralLike(words) || ts.isTemplateExpression(words)
    ? { kind, words: textOfLiteral(words) }
    : undefined;
}

function kindOf(callee: ts.Expression): Titled['kind'] | undefined {
  const word = /^(describe\w*|test|it)\b/.exec(callee.getText())?.[1];
  if (word === undefined || /\.(each|todo)$/.test(callee.getText())) return undefined;
  return word.startsWith('describe') ? 'describe' : 'test';
}

/** Every string and template of a file, also the parts of `a + b` one by one. */
export function textsOf(file: ts.SourceFile): WrittenText[] {
  const found: WrittenText[] = [];
  for (const node of nodesOf(file)) {
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) continue;
    found.push({ text: textOfLiteral(node), line: lineAt(file, node.getStart()) });
  }
  return found;
}

function textOfLiteral(node: ts.StringLiteralLike | ts.TemplateExpression): string {
  if (!ts.isTemplateExpression(node)) return node.text;
  return node.head.text + node.templateSpans.map((span) => `\${…}${span.literal.text}`).join('');
}

/** Names of the classes, interfaces, types and functions that a file declares at its top. */
export function declaredNames(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map((one) => one.name.getText());
    const named =
      ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    return (named || ts.isFunctionDeclaration(statement)) && statement.name !== undefined ? [statement.name.text] : [];
  });
}

/** Share of the numbers that are below the bound, 0 to 1; 1 when there is no number. */
export function shareBelow(numbers: readonly number[], bound: number): number {
  return numbers.length === 0 ? 1 : numbers.filter((one) => one < bound).length / numbers.length;
}
