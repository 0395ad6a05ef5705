// Turns Lingui's macros (t`...`, <Trans>) into catalogue look-ups. Lingui's own way goes through
// @vitejs/plugin-react's Babel option, which Vite 8 no longer has; this is the same transform, run only on
// the files that use a macro. TypeScript and JSX syntax are left as they are for Vite to compile.
import { transformAsync } from "@babel/core";
import macro from "@lingui/babel-plugin-lingui-macro";

const USES_MACRO = /@lingui\/(?:core|react)\/macro/;

/** @returns {import("vite").Plugin} */
export function linguiMacro() {
  return {
    name: "lingui-macro",
    enforce: "pre",
    transform: {
      filter: { id: { include: /\.tsx?$/, exclude: /node_modules/ }, code: USES_MACRO },
      async handler(code, id) {
        const result = await transformAsync(code, {
          filename: id,
          babelrc: false,
          configFile: false,
          sourceMaps: true,
          parserOpts: { plugins: ["typescript", "jsx"] },
          plugins: [macro],
        });
        return result && { code: result.code ?? code, map: result.map };
      },
    },
  };
}
