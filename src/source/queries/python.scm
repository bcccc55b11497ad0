; Shapes of Python that may define tools, agents or prompts. What they mean is read in ../interpret/.

; @tool, @agent.tool_plain, @mcp.tool(name="x")
(decorated_definition
  (decorator
    [
      (identifier) @maker
      (attribute object: (_) @owner attribute: (identifier) @maker)
      (call
        function: [(identifier) @maker (attribute object: (_) @owner attribute: (identifier) @maker)]
        arguments: (argument_list) @arguments)
    ])
  definition: (_ name: (identifier) @function)) @decorated

; StructuredTool.from_function(run), Tool(name="x"), Agent(name="x"), Agent[Context](name="x")
(call
  function: [
    (identifier) @maker
    (attribute object: (_) @owner attribute: (identifier) @maker)
    (subscript value: [(identifier) @maker (attribute object: (_) @owner attribute: (identifier) @maker)])
  ]
  arguments: (argument_list) @arguments
  (#match? @maker "[Tt]ool|[Aa]gent|^Function|^from_|^register|^create|^add_function|^ai_function|kernel_function|QueryRun$|SearchRun$|SearchResults$")) @call

; class SearchDocs(BaseTool): name = "search_docs"
(class_definition
  name: (identifier) @class.name
  superclasses: (argument_list)? @bases
  body: (block) @body) @class

; {"name": "search_docs", "description": …}, Skill(name="search_docs", description="…", handler=search)
(dictionary (pair key: (string (string_content) @key)) (#eq? @key "name")) @object
(call arguments: (argument_list (keyword_argument name: (identifier) @key) (#eq? @key "name")) @given)

; tools=[search_docs], TOOLS = {"search_docs": search}, model.bind_tools([…])
(keyword_argument name: (identifier) @list.key value: (_) @list (#match? @list.key "[Tt]ools|function"))
(assignment left: [(identifier) @list.key (attribute attribute: (identifier) @list.key)] right: (_) @list
  (#match? @list.key "[Tt]ool|TOOL|function"))
(call
  function: (attribute attribute: (identifier) @list.key)
  arguments: (argument_list . (list) @list)
  (#match? @list.key "tools$"))

; ToolNode([search]), create_react_agent(model, [search])
(call
  function: [(identifier) @list.key (attribute attribute: (identifier) @list.key)]
  arguments: (argument_list (list) @list)
  (#match? @list.key "^ToolNode$|_agent$"))

(function_definition name: (identifier) @plain.name) @plain
(class_definition name: (identifier) @type.name) @type

; if name == "search": return await search(arguments), case "search": …, {"search": search}
(if_statement
  condition: (comparison_operator (_) @dispatch.on "==" (string) @dispatch.name)
  consequence: (block) @dispatch
  (#match? @dispatch.on "name$|tool$|function$|action$|command$"))
(elif_clause
  condition: (comparison_operator (_) @dispatch.on "==" (string) @dispatch.name)
  consequence: (block) @dispatch
  (#match? @dispatch.on "name$|tool$|function$|action$|command$"))
(case_clause (case_pattern (string) @dispatch.name) consequence: (block) @dispatch)
(dictionary (pair key: (string) @dispatch.name value: [(identifier) (attribute) (lambda)] @dispatch))

(module (expression_statement
  (assignment left: (identifier) @constant.name right: (string) @constant.value)))
(class_definition
  name: (identifier) @constant.owner
  body: (block (expression_statement
    (assignment left: (identifier) @constant.name right: (string) @constant.value))))

(import_from_statement) @import

; SYSTEM_PROMPT = "…", Agent(instructions="…")
(assignment left: [(identifier) @prompt.name (attribute attribute: (identifier) @prompt.name)]
  right: [(string) (concatenated_string) (parenthesized_expression) (binary_operator) (call)] @prompt
  (#match? @prompt.name "[Pp]rompt|PROMPT|[Ii]nstruction|INSTRUCTION|[Ss]ystem|SYSTEM|[Tt]emplate|TEMPLATE|[Pp]ersona|backstory"))
(keyword_argument name: (identifier) @prompt.name
  value: [(string) (concatenated_string) (parenthesized_expression) (binary_operator) (call)] @prompt
  (#match? @prompt.name "prompt|instruction|system|template|persona|backstory"))
; {"system_prompt": "…"}, {"role": "system", "content": "…"}, SystemMessage(content="…")
(pair key: (string (string_content) @prompt.name)
  value: [(string) (concatenated_string) (parenthesized_expression) (binary_operator) (call)] @prompt
  (#match? @prompt.name "prompt|instruction|system|template|persona|backstory"))
(dictionary
  (pair value: (string (string_content) @role))
  (pair key: (string (string_content) @prompt.name)
    value: [(string) (concatenated_string) (parenthesized_expression) (binary_operator) (call)] @prompt)
  (#any-of? @role "system" "developer")
  (#eq? @prompt.name "content"))
(call function: (identifier) @maker
  arguments: (argument_list (keyword_argument name: (identifier) @prompt.name
    value: [(string) (concatenated_string) (parenthesized_expression) (binary_operator) (call)] @prompt))
  (#match? @maker "^System")
  (#eq? @prompt.name "content"))
; def system_prompt(): return "…"
(function_definition name: (identifier) @prompt.name
  body: (block (return_statement
    [(string) (concatenated_string) (parenthesized_expression) (binary_operator) (call)] @prompt))
  (#match? @prompt.name "prompt|instruction|template|persona"))
; FastMCP("docs"), Server("docs")
(call
  function: [(identifier) @server.maker (attribute attribute: (identifier) @server.maker)]
  arguments: (argument_list) @server
  (#any-of? @server.maker "FastMCP" "Server" "MCPServer"))
