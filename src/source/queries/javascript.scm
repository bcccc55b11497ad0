; Shapes of JavaScript that may define tools, agents or prompts. What they mean is read in ../interpret/.
; typescript.scm is read after this file: here is only what both languages have.

; tool({…}), server.registerTool("x", …), new DynamicStructuredTool({…}), new Agent({…})
(call_expression
  function: [
    (identifier) @maker
    (member_expression object: (_) @owner property: (property_identifier) @maker)
  ]
  arguments: (arguments) @arguments
  (#match? @maker "[Tt]ool|[Aa]gent|Function$|CopilotAction|defineInterrupt|^from|^register$|^create$")) @call
(new_expression
  constructor: [
    (identifier) @maker
    (member_expression object: (_) @owner property: (property_identifier) @maker)
  ]
  arguments: (arguments) @arguments
  (#match? @maker "[Tt]ool|[Aa]gent|Function")) @call

; { name: "search_docs", description: …, execute() {} }
(object [(pair key: [(property_identifier) @key (string (string_fragment) @key)]) (shorthand_property_identifier) @key]
  (#any-of? @key "name" "toolName" "id")) @object

; A module that is a tool: export const description = "…"; export async function execute() {}
(export_statement declaration: (lexical_declaration
  (variable_declarator name: (identifier) @export.name value: (_) @export)))
(export_statement declaration: (function_declaration name: (identifier) @export.name) @export)

; tools: { search: searchTool }, const tools = [search]
(pair key: (property_identifier) @list.key value: (_) @list (#match? @list.key "[Tt]ools|function|[Aa]gents$"))
(variable_declarator name: (identifier) @list.key value: (_) @list (#match? @list.key "[Tt]ool|TOOL|unctions|[Aa]gents$|AGENTS$"))
(call_expression
  function: (member_expression property: (property_identifier) @list.key)
  arguments: (arguments . (array) @list)
  (#match? @list.key "Tools$"))

(new_expression constructor: (identifier) @list.key arguments: (arguments . (array) @list) (#eq? @list.key "ToolNode"))

(function_declaration name: (identifier) @plain.name) @plain
(generator_function_declaration name: (identifier) @plain.name) @plain
(variable_declarator name: (identifier) @plain.name
  value: [(arrow_function) (function_expression) (generator_function)]) @plain
(method_definition name: [(property_identifier) (private_property_identifier)] @plain.name) @plain
(pair key: (property_identifier) @plain.name value: [(arrow_function) (function_expression)]) @plain

(variable_declarator name: (identifier) @constant.name value: (string) @constant.value)
(variable_declarator name: (identifier) @constant.owner
  value: (object (pair key: (property_identifier) @constant.name value: (string) @constant.value))
  (#match? @constant.owner "^[A-Z]"))

(import_statement) @import

; const SYSTEM_PROMPT = `…`, { instructions: "…" }
(variable_declarator name: (identifier) @prompt.name value: [(string) (template_string) (call_expression) (binary_expression)] @prompt
  (#match? @prompt.name "[Pp]rompt|PROMPT|[Ii]nstruction|INSTRUCTION|[Ss]ystem|SYSTEM|[Tt]emplate|TEMPLATE|[Pp]ersona"))
(pair key: (property_identifier) @prompt.name value: [(string) (template_string) (binary_expression)] @prompt
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction|^system|[Tt]emplate|[Pp]ersona|backstory"))

; new McpServer({ name: "docs" })
(new_expression constructor: (identifier) @server.maker arguments: (arguments) @server
  (#any-of? @server.maker "McpServer" "Server" "FastMCP"))
