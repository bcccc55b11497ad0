/** Reads the shapes that a language's query finds: which of them define something, under which names. Pure. */
import type { Node } from '@vscode/tree-sitter-wasm';
import type { FileFacts } from '../facts';
import { promptText } from '../promptText';
import type { Syntax } from '../syntax/syntax';
import type { Registration } from './calls';
import {
  linkRegistrations,
  readBuilder,
  readCall,
  readContracted,
  readDecorated,
  readToldAgent,
} from './calls';
import type { NamingMethod } from './classes';
import { namingMethod, readClass, readNamingMethods } from './classes';
import type { Dispatch } from './dispatches';
import { linkDispatches, readDispatch } from './dispatches';
import type { Shape } from './fileContext';
import { FileContext, literal } from './fileContext';
import { readModule } from './moduleTools';
import { readGiven, readList, readObject } from './objects';
import { isConstant, isName, nameIn } from './writtenNames';

/** @param shapes of one file, in the order of the text */
export function interpret(syntax: Syntax, shapes: readonly Shape[]): FileFacts {
  const file = new FileContext(syntax);
  // What names stand for comes first: it may stand below its use.
  for (const shape of shapes) readNames(file, shape);
  const registrations: Registration[] = [];
  const namingMethods: NamingMethod[] = [];
  const dispatches: Dispatch[] = [];
  const exported = new Map<string, Node>();
  for (const shape of shapes) {
    const {
      decorated,
      contracted,
      call,
      object,
      given,
      list,
      plain,
      prompt,
      server,
      built,
      dispatch,
      bean,
      told,
      class: described,
      type,
      export: value,
    } = shape;
    const method = shape['method.name'];
    if (decorated) readDecorated(file, shape, decorated);
    else if (contracted) readContracted(file, shape, contracted);
    else if (bean) readBean(file, shape, bean);
    else if (told) readToldAgent(file, told);
    else if (call) {
      const registration = readCall(file, shape, call);
      if (registration) registrations.push(registration);
    } else if (described) readClass(file, shape, described);
    else if (type) readType(file, shape, type);
    else if (object) readObject(file, object);
    else if (given) readGiven(file, given);
    else if (list) readList(file, shape, list);
    else if (plain) readFunction(file, shape, plain);
    else if (value) exported.set(shape['export.name']?.text ?? '', value);
    else if (prompt) readPrompt(file, shape, prompt);
    else if (server) readServer(file, server);
    else if (built) readBuilder(file, shape, built);
    else if (dispatch) {
      const read = readDispatch(file, shape, dispatch);
      if (read) dispatches.push(read);
    } else if (method) {
      const naming = namingMethod(file, shape, method);
      if (naming) namingMethods.push(naming);
    }
  }
  readNamingMethods(file, namingMethods);
  linkRegistrations(file, registrations);
  linkDispatches(file, dispatches);
  readModule(file, exported);
  return file.facts();
}

function readNames({ syntax, imports, constants, constantAliases }: FileContext, shape: Shape): void {
  const { import: imported } = shape;
  const value = shape['constant.value'];
  const name = shape['constant.name'];
  if (imported) {
    for (const [local, original, module] of syntax.imports(imported)) {
      imports.set(local, { name: original, module });
    }
  } else if (name && value) {
    const written = syntax.unwrap(value);
    const text = syntax.text(written);
    const owner = shape['constant.owner'];
    const own = owner ? `${owner.text}.${name.text}` : name.text;
    if (text !== null && isName(text)) constants.set(own, text);
    else if (isConstant(written.text)) constantAliases.set(own, written.text);
  }
}

/** A function, or a class of one, that its framework knows by the name that its annotation says, or else by its own. */
function readBean(file: FileContext, shape: Shape, node: Node): void {
  const { function: name, arguments: given } = shape;
  const said = given ? file.syntax.pieces(given)[0] : undefined;
  if (name) file.add({ evidence: 'declared', at: name, range: node, name: literal(said ?? name.text) });
}

function readFunction(file: FileContext, shape: Shape, node: Node): void {
  const name = shape['plain.name'];
  if (!name) return;
  const evidence = file.syntax.isTopLevel(node) ? 'function' : 'inner';
  file.add({ kind: 'function', evidence, at: name, range: node, name: literal(name.text) });
}

/** A class that may be handed to what makes a tool of it. */
function readType(file: FileContext, shape: Shape, node: Node): void {
  const name = shape['type.name'];
  if (name) file.add({ kind: 'function', evidence: 'type', at: name, range: node, name: literal(name.text) });
}

function readPrompt(file: FileContext, shape: Shape, node: Node): void {
  const name = shape['prompt.name'];
  const text = promptText(file.syntax.pieces(node));
  if (!name || text === null) return;
  const said = literal(name.text);
  file.add({ kind: 'prompt', evidence: 'declared', at: name, range: node, name: said, promptText: text });
}

/** The name of an MCP server that is made here. */
function readServer(file: FileContext, given: Node): void {
  const said = nameIn(file, given, ['name', 'Name']);
  if (said?.name != null) file.servers.push(said.name);
}
