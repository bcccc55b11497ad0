; Shapes of Java that may define tools, agents or prompts. What they mean is read in ../interpret/.

; @Tool(name = "x") public String search(…)
(method_declaration
  (modifiers [
    (annotation
      name: [(identifier) @maker (scoped_identifier name: (identifier) @maker)]
      arguments: (annotation_argument_list) @arguments)
    (marker_annotation name: [(identifier) @maker (scoped_identifier name: (identifier) @maker)])
  ])
  name: (identifier) @function) @decorated

; @Agent(name = "x") class Writer {…}, @RegisterSimpleAgent interface Writer {…}
(class_declaration
  (modifiers [
    (annotation name: (identifier) @maker arguments: (annotation_argument_list) @arguments)
    (marker_annotation name: (identifier) @maker)
  ])
  name: (identifier) @function
  (#match? @maker "Agent$")) @decorated
(interface_declaration
  (modifiers [
    (annotation name: (identifier) @maker arguments: (annotation_argument_list) @arguments)
    (marker_annotation name: (identifier) @maker)
  ])
  name: (identifier) @function
  (#match? @maker "Agent$")) @decorated

; @Bean("x") Function<Request, Response> search(), @Component("x") class Search implements Function<Request, Response>:
; Spring AI calls the bean by its name
(method_declaration
  (modifiers [
    (annotation name: (identifier) @bean.annotation arguments: (annotation_argument_list) @arguments)
    (marker_annotation name: (identifier) @bean.annotation)
  ])
  type: (generic_type . [(type_identifier) (scoped_type_identifier)] @bean.type)
  name: (identifier) @function
  (#eq? @bean.annotation "Bean")
  (#match? @bean.type "(Function|Supplier|Consumer|ToolCallback)$")) @bean

(class_declaration
  (modifiers [
    (annotation name: (identifier) @bean.annotation arguments: (annotation_argument_list) @arguments)
    (marker_annotation name: (identifier) @bean.annotation)
  ])
  name: (identifier) @function
  (super_interfaces (type_list (generic_type . (type_identifier) @bean.type)))
  (#any-of? @bean.annotation "Component" "Service")
  (#match? @bean.type "^(?:Bi)?Function$|^Supplier$")) @bean

; FunctionTool.create(Search.class, "search"), ai.defineTool("x", …), FunctionToolCallback.builder("x", run)
(method_invocation object: (_)? @owner name: (identifier) @maker arguments: (argument_list) @arguments
  (#match? @maker "Tool$|Agent$|^create$|^builder$|^from$|^of$")) @call
(object_creation_expression type: [(type_identifier) @maker (scoped_type_identifier (type_identifier) @maker .)]
  arguments: (argument_list) @arguments
  (#match? @maker "Tool|Agent")) @call

; ToolSpecification.builder().name("x"), LlmAgent.builder().name("x")
(method_invocation object: (_) @builder name: (identifier) @builder.step arguments: (argument_list . (_) @builder.name)
  (#eq? @builder.step "name")) @built

(class_declaration name: (identifier) @class.name [(superclass) (super_interfaces)] @bases body: (class_body) @body) @class

(method_declaration name: (identifier) @plain.name) @plain

(field_declaration declarator:
  (variable_declarator name: (identifier) @constant.name value: [(string_literal) (field_access)] @constant.value))
(class_declaration name: (identifier) @constant.owner body: (class_body (field_declaration declarator:
  (variable_declarator name: (identifier) @constant.name value: [(string_literal) (field_access)] @constant.value))))

(field_declaration declarator: (variable_declarator name: (identifier) @prompt.name value: (_) @prompt)
  (#match? @prompt.name "[Pp]rompt|PROMPT|[Ii]nstruction|INSTRUCTION|[Ss]ystem|SYSTEM|[Tt]emplate|TEMPLATE"))
(local_variable_declaration declarator: (variable_declarator name: (identifier) @prompt.name value: (_) @prompt)
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction|[Ss]ystem|[Tt]emplate"))
; .instruction("…"), .defaultSystem("…"), SystemMessage.from("…"), new SystemMessage("…")
(method_invocation name: (identifier) @prompt.name arguments: (argument_list . (_) @prompt)
  (#match? @prompt.name "[Pp]rompt|[Ii]nstruction|[Ss]ystem"))
(method_invocation object: (identifier) @prompt.name arguments: (argument_list . (_) @prompt)
  (#match? @prompt.name "^(?:System|User)Message$|PromptTemplate$"))
(object_creation_expression type: (type_identifier) @prompt.name arguments: (argument_list . (_) @prompt)
  (#match? @prompt.name "^(?:System|User)Message$|PromptTemplate$"))
(annotation name: (identifier) @prompt.name arguments: (annotation_argument_list) @prompt
  (#any-of? @prompt.name "SystemMessage" "UserMessage"))
