// What the page's scripts are held to beside their types: rules that find defects, none about looks.

import js from "@eslint/js";
import globals from "globals";

/** What Go's programs and wasm_exec.js put into the global scope: see static/js/types/globals.d.ts. */
const ours = { Go: "readonly", llmemu: "readonly", llmemuHost: "writable", llmemuReady: "writable", llmemuPageReady: "writable", llmemuCode: "writable" };

export default [
  { ignores: ["dist", "node_modules"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      "consistent-this": "error",
      "default-case-last": "error",
      "eqeqeq": "error",
      "no-constructor-return": "error",
      "no-duplicate-imports": "error",
      "no-implicit-coercion": ["error", { boolean: false }],
      "no-implied-eval": "error",
      "no-param-reassign": "error",
      "no-self-compare": "error",
      "no-shadow": "error",
      "no-template-curly-in-string": "error",
      "no-throw-literal": "error",
      "no-unmodified-loop-condition": "error",
      "no-unreachable-loop": "error",
      "no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
      "no-unused-vars": ["error", { args: "after-used", argsIgnorePattern: "^_" }],
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-useless-return": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "require-atomic-updates": "error",
    },
  },
  { files: ["static/js/**/*.js"], languageOptions: { globals: { ...globals.browser, ...ours, importScripts: "readonly" } } },
  { files: ["**/*.test.js", "static/js/testing/*.js", "build/**/*.{js,mjs}", "web/**/testdata/*.mjs"], languageOptions: { globals: { ...globals.node, ...ours } } },
];
