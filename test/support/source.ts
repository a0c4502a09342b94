import { readFileSync } from 'node:fs';
import ts from 'typescript';

export const parse = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true);

export const holdsAny = (node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.AnyKeyword || (ts.forEachChild(node, (child) => holdsAny(child) || undefined) ?? false);

/** `stock.admin.controller` → `StockAdminController`. */
export const pascalCase = (name: string): string =>
  name.replaceAll(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase());

interface ClassInfo {
  name: string;
  isExported: boolean;
  decorators: string[];
  /** Parameters of the constructor. */
  dependencies: number;
}

export function classesOf(path: string): ClassInfo[] {
  return parse(path)
    .statements.filter(ts.isClassDeclaration)
    .map((declaration) => ({
      name: declaration.name?.text ?? '',
      isExported: declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false,
      decorators: (ts.getDecorators(declaration) ?? []).map(({ expression }) =>
        (ts.isCallExpression(expression) ? expression.expression : expression).getText(),
      ),
      dependencies: declaration.members.find(ts.isConstructorDeclaration)?.parameters.length ?? 0,
    }));
}
