/** What the finders of the languages answer. Pure. */

export interface Definition {
  name: string;
  /** Offset of the definition's name. */
  at: number;
  confidence: number;
}

/**
 * How sure it is that a definition is the tool of that name. Only the order matters; `exactName` is added when the
 * names are spelt alike.
 */
export const CONFIDENCE = {
  /** The code says that it is a tool: decorated, wrapped in `tool(…)`, registered at a server. */
  declaredTool: 100,
  /** An object or class that carries the name and something to run. */
  runnableObject: 90,
  /** A function of that name in the module's own scope. */
  moduleFunction: 60,
  /** A method or an inner function of that name. */
  innerFunction: 40,
  /** The name beside a description or a parameter schema: what the model is told, not what runs. */
  schemaOnly: 20,
  exactName: 5,
} as const;
