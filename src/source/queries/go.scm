; Shapes of Go that may define tools, agents or prompts. What they mean is read in ../interpret/.

; mcp.NewTool("x"), mcp.AddTool(server, &mcp.Tool{…}, run), functiontool.New(functiontool.Config{…}, run)
(call_expression
  function: [
    (identifier) @maker
    (selector_expression operand: (_) @owner field: (field_identifier) @maker)
    (index_expression operand: (selector_expression operand: (_) @owner field: (field_identifier) @maker))
    (type_instantiation_expression type: (qualified_type package: (_) @owner name: (type_identifier) @maker))
  ]
  arguments: (argument_list) @arguments
  (#match? @maker "Tool|Agent|^New(?:Builder)?$|^WithName$")) @call

; mcp.Tool{Name: "x"}, openai.FunctionDefinition{Name: "x"}
(composite_literal
  type: [(type_identifier) @maker (qualified_type package: (_) @owner name: (type_identifier) @maker)]
  body: (literal_value) @arguments
  (#match? @maker "^Tool|AsTool|Tool$|^ServerTool$|Function|Agent$|^Config$|^Declaration$|Definition$")) @call

; []Tool{{Name: "x", Handler: run}}: what stands in a list of tools need not say its type again
(composite_literal
  type: (slice_type element: [
    (type_identifier) @maker
    (qualified_type name: (type_identifier) @maker)
    (pointer_type [(type_identifier) @maker (qualified_type name: (type_identifier) @maker)])
  ])
  body: (literal_value (literal_element (literal_value) @arguments @call))
  (#match? @maker "(?:Tool|Function)(?!Call|Result|Use|Message|Response|Output|Event)")) @listing

; map[string]openai.FunctionDefinition{SearchName: {Name: SearchName, …}}
(composite_literal
  type: (map_type value: [(type_identifier) @maker (qualified_type name: (type_identifier) @maker)])
  body: (literal_value (keyed_element value: (literal_element (literal_value) @arguments @call)))
  (#match? @maker "Function")) @listing

; map[string]Tool{"x": {…}}, map[string]ToolHandler{"x": run}
(composite_literal
  type: (map_type value: [
    (type_identifier) @list.key
    (qualified_type name: (type_identifier) @list.key)
    (pointer_type [(type_identifier) @list.key (qualified_type name: (type_identifier) @list.key)])
  ])
  (#match? @list.key "Tool(?:Handler|Func|Function|Executor)?$")) @list

; map[string]Definition{"x": {Name: "x", SystemPrompt: "…"}}
(literal_value
  (keyed_element key: (literal_element (identifier) @told.key))
  (#match? @told.key "^(?:System(?:Prompt|Message|Instructions?)|Instructions?)$")) @told

; switch call.Name { case "x": return search(call) }
(expression_switch_statement value: (_) @dispatch.on
  (expression_case value: (expression_list (_) @dispatch.name)) @dispatch
  (#match? @dispatch.on "[Nn]ame$"))

; func (t *Search) Name() string { return "search" }
(method_declaration
  receiver: (parameter_list (parameter_declaration type: [(type_identifier) @method.owner (pointer_type (type_identifier) @method.owner)]))
  name: (field_identifier) @method.name
  body: (block (statement_list . (return_statement (expression_list . (_) @method.value)))))

(function_declaration name: (identifier) @plain.name) @plain
(method_declaration name: (field_identifier) @plain.name) @plain

(const_spec name: (identifier) @constant.name value: (expression_list . (_) @constant.value))
(var_spec name: (identifier) @constant.name value: (expression_list . (interpreted_string_literal) @constant.value))

(var_spec name: (identifier) @list.key value: (expression_list (composite_literal body: (literal_value) @list))
  (#match? @list.key "[Tt]ool"))
(short_var_declaration left: (expression_list (identifier) @list.key)
  right: (expression_list (composite_literal body: (literal_value) @list))
  (#match? @list.key "[Tt]ool"))
(keyed_element key: (literal_element (identifier) @list.key)
  value: (literal_element (composite_literal body: (literal_value) @list))
  (#match? @list.key "Tools"))

(const_spec name: (identifier) @prompt.name value: (expression_list . (_) @prompt)
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction|[Ss]ystem|[Tt]emplate"))
(var_spec name: (identifier) @prompt.name value: (expression_list . (_) @prompt)
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction|[Ss]ystem|[Tt]emplate"))
(keyed_element key: (literal_element (identifier) @prompt.name) value: (literal_element (_) @prompt)
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction|System|[Tt]emplate"))
(short_var_declaration left: (expression_list . (identifier) @prompt.name) right: (expression_list . (_) @prompt)
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction|[Ss]ystem"))
; agent.WithInstructions("…"), openai.SystemMessage("…"), llms.TextParts(llms.ChatMessageTypeSystem, "…")
(call_expression
  function: [(identifier) @prompt.name (selector_expression field: (field_identifier) @prompt.name)]
  arguments: (argument_list) @prompt
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction|System"))
(call_expression arguments: (argument_list . (selector_expression field: (field_identifier) @prompt.name) . (_) @prompt)
  (#match? @prompt.name "System$"))
; {Role: openai.ChatMessageRoleSystem, Content: "…"}
(literal_value
  (keyed_element value: (literal_element (_) @prompt.role))
  (keyed_element key: (literal_element (identifier) @prompt.name) value: (literal_element (_) @prompt))
  (#match? @prompt.role "[Ss]ystem\"?$") (#any-of? @prompt.name "Content" "Text" "Parts"))

; server.NewMCPServer("docs", "1.0")
(call_expression
  function: (selector_expression field: (field_identifier) @server.maker)
  arguments: (argument_list) @server
  (#eq? @server.maker "NewMCPServer"))
(composite_literal type: (qualified_type name: (type_identifier) @server.maker) body: (literal_value) @server
  (#eq? @server.maker "Implementation"))

; handler := func(…) {…}
(short_var_declaration left: (expression_list . (identifier) @plain.name) right: (expression_list . (func_literal))) @plain
