import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/** A file of the project; `path` is relative to its root, with forward slashes. */
export type SourceFile = { readonly path: string; readonly text: string };

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.types', '.data', '.reports', 'coverage']);

const walk = (folder: string): string[] =>
  readdirSync(ROOT + folder, { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? walk(`${folder}${entry.name}/`) : [folder + entry.name]));

const paths = walk('');

/** Files of the working tree whose path matches; what is installed, built or written by a run is left out. */
export const filesMatching = (pattern: RegExp): SourceFile[] =>
  paths
    .filter((path) => pattern.test(path))
    .map((path) => ({ path, text: readFileSync(ROOT + path, 'utf8') }));

export const pathExists = (path: string): boolean =>
  paths.some((known) => known === path || known.startsWith(`${path.replace(/\/$/, '')}/`));

/** A node of the syntax tree (ESTree): only its type is known, the rest is looked at field by field. */
export type SyntaxNode = { readonly type: string; readonly [field: string]: unknown };

export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const childrenOf = (node: SyntaxNode): SyntaxNode[] => Object.values(node).flat().filter(isNode);

/** Every node of the file, parents first, each with its parent. */
export const nodesOf = (file: SourceFile): { readonly node: SyntaxNode; readonly parent: SyntaxNode }[] => {
  const { program } = parse(file);
  const found: { node: SyntaxNode; parent: SyntaxNode }[] = [];
  const visit = (node: SyntaxNode, parent: SyntaxNode): void => {
    found.push({ node, parent });
    for (const child of childrenOf(node)) visit(child, node);
  };
  if (isNode(program)) visit(program, program);
  return found;
};

const parse = (file: SourceFile): ReturnType<typeof parseSync> => {
  const parsed = parseSync(file.path, file.text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${file.path}: ${error.message}`);
  return parsed;
};

/** The specifiers a file imports or re-exports from, dynamic imports of a literal included. */
export const importsOf = (file: SourceFile): string[] => {
  const { module } = parse(file);
  const fixed = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
    ),
  ];
  const dynamic = module.dynamicImports
    .map(({ moduleRequest }) => file.text.slice(moduleRequest.start, moduleRequest.end))
    .filter((request) => /^['"]/.test(request))
    .map((request) => request.slice(1, -1));
  return [...fixed, ...dynamic];
};
