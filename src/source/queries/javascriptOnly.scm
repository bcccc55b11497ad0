; Shapes that JavaScript's tree names differently from TypeScript's (javascript.scm is read before this file).

(class_declaration name: (identifier) @class.name (class_heritage)? @bases body: (class_body) @body) @class
(class_declaration name: (identifier) @constant.owner
  body: (class_body (field_definition property: (property_identifier) @constant.name value: (string) @constant.value)))
