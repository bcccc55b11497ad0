; Shapes that TypeScript has beside JavaScript's (javascript.scm is read before this file).

(class_declaration name: (type_identifier) @class.name (class_heritage)? @bases body: (class_body) @body) @class
(abstract_class_declaration name: (type_identifier) @class.name (class_heritage)? @bases body: (class_body) @body) @class

; const tools = {…} satisfies ToolSet: the value is unwrapped by ../syntax/script.ts

; const search = (async (call) => {…}) satisfies Handler
(variable_declarator name: (identifier) @plain.name
  value: [
    (satisfies_expression (parenthesized_expression [(arrow_function) (function_expression)]))
    (as_expression (parenthesized_expression [(arrow_function) (function_expression)]))
  ]) @plain

(variable_declarator name: (identifier) @constant.name
  value: (as_expression (string) @constant.value))
(variable_declarator name: (identifier) @constant.owner
  value: (as_expression (object (pair key: (property_identifier) @constant.name value: (string) @constant.value)))
  (#match? @constant.owner "^[A-Z]"))
(enum_declaration name: (identifier) @constant.owner
  body: (enum_body (enum_assignment name: (property_identifier) @constant.name value: (string) @constant.value)))
(class_declaration name: (type_identifier) @constant.owner
  body: (class_body (public_field_definition name: (property_identifier) @constant.name value: (string) @constant.value)))

; @Tool({ name: "search" }) async search() {}
(class_body
  (decorator (call_expression
    function: [(identifier) @maker (member_expression object: (_) @owner property: (property_identifier) @maker)]
    arguments: (arguments) @arguments)) .
  (decorator)* .
  (method_definition name: (property_identifier) @function) @decorated)
