; Shapes of C# that may define tools, agents or prompts. What they mean is read in ../interpret/.

; [KernelFunction("x")], [McpServerTool(Name = "x")]
(method_declaration
  (attribute_list (attribute
    name: [(identifier) @maker (qualified_name name: (identifier) @maker)]
    (attribute_argument_list)? @arguments))
  name: (identifier) @function) @decorated

; Azure Functions: Run([McpToolTrigger("search", "…")] ToolInvocationContext context)
(method_declaration
  name: (identifier) @function
  parameters: (parameter_list (parameter (attribute_list (attribute
    name: (identifier) @maker
    (attribute_argument_list) @arguments))))
  (#eq? @maker "McpToolTrigger")) @decorated

; AutoGen: [Function] public Task<string> Search(…)
(method_declaration
  (attribute_list (attribute
    name: (identifier) @contract
    (attribute_argument_list)? @arguments))
  name: (identifier) @function
  (#any-of? @contract "Function" "FunctionAttribute")) @contracted

; AIFunctionFactory.Create(Search, "search"), kernel.CreateFunctionFromMethod(…), chatClient.CreateAIAgent(name: "x")
(invocation_expression
  function: (member_access_expression expression: (_) @owner name: [(identifier) @maker (generic_name (identifier) @maker)])
  arguments: (argument_list) @arguments
  (#match? @maker "^Create|Tool|Agent$|FromMethod$")) @call
(object_creation_expression
  type: [(identifier) @maker (qualified_name name: (identifier) @maker)]
  arguments: (argument_list) @arguments
  (#match? @maker "Tool|Function|Agent")) @call
(object_creation_expression
  type: [(identifier) @maker (qualified_name name: (identifier) @maker)]
  initializer: (initializer_expression) @arguments
  (#match? @maker "Tool|Function|Agent")) @call
; ChatClientAgent writer = new(client, name: "writer")
(variable_declaration
  type: [(identifier) @maker (qualified_name name: (identifier) @maker)]
  (variable_declarator
    (implicit_object_creation_expression [(argument_list) (initializer_expression)] @arguments) @call)
  (#match? @maker "Tool|Function|Agent"))

; Tools = [new() { Name = "x", … }], new List<Tool> { new() { … } }: what stands in a list of tools need not say its type again
(assignment_expression left: (identifier) @maker
  right: (element_binding_expression
    (argument (implicit_object_creation_expression (initializer_expression) @arguments) @call))
  (#match? @maker "Tools$")) @listing
(object_creation_expression
  type: (generic_name (type_argument_list [(identifier) @maker (qualified_name name: (identifier) @maker)]))
  initializer: (initializer_expression (implicit_object_creation_expression (initializer_expression) @arguments) @call)
  (#match? @maker "Tool$")) @listing

; new QuickTools([Read, Write]), client.WithTools(Read, Write)
(object_creation_expression type: (identifier) @list.key
  arguments: (argument_list (argument (element_binding_expression) @list))
  (#match? @list.key "Tools$"))
(invocation_expression function: (member_access_expression name: (identifier) @list.key) arguments: (argument_list) @list
  (#match? @list.key "^(?:Add|With)Tools$"))

; tools: [Files.Read], List<Delegate> tools = [Read], Tools = [read]
(argument name: (identifier) @list.key (element_binding_expression) @list (#match? @list.key "[Tt]ools$"))
(variable_declarator name: (identifier) @list.key (element_binding_expression) @list (#match? @list.key "[Tt]ools$"))
(assignment_expression left: (identifier) @list.key right: (element_binding_expression) @list
  (#match? @list.key "[Tt]ools$"))
(variable_declarator name: (identifier) @list.key (object_creation_expression initializer: (initializer_expression) @list)
  (#match? @list.key "[Tt]ools$"))

; new AgentDefinition { Name = "x", Instructions = "…" }
(initializer_expression
  (assignment_expression left: (identifier) @told.key)
  (#match? @told.key "^(?:System(?:Prompt|Message|Instructions?)|Instructions?)$")) @told

; switch (call.FunctionName) { case "x": return Search(call); }
(switch_statement value: (_) @dispatch.on
  body: (switch_body (switch_section (constant_pattern (_) @dispatch.name)) @dispatch)
  (#match? @dispatch.on "[Nn]ame$"))
(switch_expression . (_) @dispatch.on
  (switch_expression_arm (constant_pattern (_) @dispatch.name)) @dispatch
  (#match? @dispatch.on "[Nn]ame$"))

(class_declaration name: (identifier) @class.name (base_list) @bases body: (declaration_list) @body) @class

(method_declaration name: (identifier) @plain.name) @plain
(local_function_statement name: (identifier) @plain.name) @plain

(field_declaration (variable_declaration
  (variable_declarator name: (identifier) @constant.name [(string_literal) (member_access_expression)] @constant.value)))
(class_declaration name: (identifier) @constant.owner body: (declaration_list (field_declaration (variable_declaration
  (variable_declarator name: (identifier) @constant.name [(string_literal) (member_access_expression)] @constant.value)))))

(variable_declarator name: (identifier) @prompt.name (_) @prompt
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction|[Ss]ystem|[Tt]emplate"))
(assignment_expression left: (identifier) @prompt.name right: (_) @prompt
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction|[Ss]ystem|[Tt]emplate"))
(argument name: (identifier) @prompt.name (_) @prompt
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction"))
; client.AsAIAgent("…"), history.AddSystemMessage("…"), new SystemChatMessage("…"), new ChatMessage(ChatRole.System, "…")
(invocation_expression
  function: (member_access_expression name: (identifier) @prompt.name)
  arguments: (argument_list) @prompt
  (#match? @prompt.name "System|Instruction|Prompt|AIAgent$"))
(object_creation_expression type: (identifier) @prompt.name arguments: (argument_list) @prompt
  (#match? @prompt.name "SystemChat|Prompt|Agent$|ChatMessage$"))
