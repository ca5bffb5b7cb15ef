import path from 'node:path';
import type ts from 'typescript';
import { type Mutant } from './mutant.ts';

/** Unused names: a change leaves them behind, but no bug needs them to. */
const unused: ReadonlySet<number> = new Set([6133, 6138, 6192, 6196, 6198, 6199]);

/** Rejects mutants that do not compile. The build finds that mistake, so no test has to. */
export class TypeCheck {
  private readonly typescript: typeof ts;
  private readonly service: ts.LanguageService;
  private readonly root: string;
  private changed: { readonly file: string; readonly text: string } | undefined;
  private version = 0;

  private constructor(typescript: typeof ts, root: string, files: readonly string[]) {
    this.typescript = typescript;
    this.root = root;
    const { sys } = typescript;
    const options = optionsIn(typescript, root);
    const textOf = (file: string): string | undefined =>
      this.changed?.file === file ? this.changed.text : sys.readFile(file);
    this.service = typescript.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => files.map((file) => path.join(root, file)),
      getScriptVersion: (file) => (this.changed?.file === file ? `${this.version}` : 'unchanged'),
      getScriptSnapshot: (file) => {
        const text = textOf(file);
        return text === undefined ? undefined : typescript.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: (given) => typescript.getDefaultLibFilePath(given),
      fileExists: (file) => sys.fileExists(file),
      readFile: (file) => sys.readFile(file),
      directoryExists: (folder) => sys.directoryExists(folder),
      getDirectories: (folder) => sys.getDirectories(folder),
      realpath: (file) => sys.realpath?.(file) ?? file,
    });
  }

  /** `files` are those with mutants, as paths from the root. */
  static async of(root: string, files: readonly string[]): Promise<TypeCheck> {
    // Imported only here: images have no compiler.
    const { default: typescript } = await import('typescript');
    return new TypeCheck(typescript, root, files);
  }

  accepts(mutant: Mutant): boolean {
    const file = path.join(this.root, mutant.file);
    const source = this.sourceOf(file);
    const change = this.changeOf(mutant, source);
    if (this.compiles(file, changedText(source.text, change))) return true;
    const withoutBranch = this.withoutDeadBranch(change, source);
    return withoutBranch !== undefined && this.compiles(file, changedText(source.text, withoutBranch));
  }

  private sourceOf(file: string): ts.SourceFile {
    this.changed = undefined;
    const source = this.service.getProgram()?.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} is not part of the program`);
    return source;
  }

  private changeOf({ line, column, original, replacement }: Mutant, source: ts.SourceFile): Change {
    const start = source.getPositionOfLineAndCharacter(line - 1, column - 1);
    if (!source.text.startsWith(original, start))
      throw new Error(`${source.fileName}:${line}:${column} is not "${original}"`);
    return { start, end: start + original.length, replacement };
  }

  /**
   * Where a condition becomes `true` or `false`, the other branch may not compile without it. The bug is that
   * the branch was forgotten, and that does compile.
   */
  private withoutDeadBranch({ start, end, replacement }: Change, source: ts.SourceFile): Change | undefined {
    if (replacement !== 'true' && replacement !== 'false') return undefined;
    const { typescript } = this;
    const isCondition = (test: ts.Node): boolean => test.getStart(source) === start && test.end === end;
    const find = (node: ts.Node): Change | undefined => {
      const place = { start: node.getStart(source), end: node.end };
      const leave = (whenTrue: ts.Node, whenFalse?: ts.Node): Change => {
        const left = replacement === 'true' ? whenTrue : whenFalse;
        return { ...place, replacement: left?.getText(source) ?? ';' };
      };
      if (typescript.isIfStatement(node) && isCondition(node.expression))
        return leave(node.thenStatement, node.elseStatement);
      if (typescript.isConditionalExpression(node) && isCondition(node.condition))
        return leave(node.whenTrue, node.whenFalse);
      return place.start <= start && end <= place.end ? typescript.forEachChild(node, find) : undefined;
    };
    return find(source);
  }

  private compiles(file: string, text: string): boolean {
    this.version += 1;
    this.changed = { file, text };
    return [
      ...this.service.getSyntacticDiagnostics(file),
      ...this.service.getSemanticDiagnostics(file),
    ].every(({ code }) => unused.has(code));
  }
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const changedText = (text: string, { start, end, replacement }: Change): string =>
  text.slice(0, start) + replacement + text.slice(end);

/** Without what is only for builds of several projects. */
function optionsIn(typescript: typeof ts, root: string): ts.CompilerOptions {
  const file = path.join(root, 'tsconfig.base.json');
  const read = typescript.readConfigFile(file, (name) => typescript.sys.readFile(name));
  const config = read.config as { readonly compilerOptions: object } | undefined;
  if (config === undefined) throw new Error(`${file} cannot be read`);
  const own = { composite: false, incremental: false, noEmit: true, rewriteRelativeImportExtensions: false };
  return typescript.convertCompilerOptionsFromJson({ ...config.compilerOptions, ...own }, root).options;
}
