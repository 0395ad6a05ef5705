// Fails when a sentence of the interface is missing from a catalogue, is not translated, is no longer used, or has two
// translations: catalogues are loaded into one, where the last would win.
// Writes nothing: `npm run extract` brings the catalogues up to date.
import { getCatalogs } from "@lingui/cli/api";
import { getConfig } from "@lingui/conf";

const config = getConfig({ cwd: process.cwd() });
const problems = [];
const translations = new Map();
for (const catalog of await getCatalogs(config)) {
  const used = await catalog.collect();
  if (!used) {
    problems.push(`${catalog.path}: could not be read`);
    continue;
  }
  const locales = await catalog.readAll();
  for (const locale of config.locales) {
    const messages = locales[locale] ?? {};
    const where = catalog.path.replace("{locale}", locale).replace(`${process.cwd()}/`, "");
    for (const [id, { message }] of Object.entries(used)) {
      if (!messages[id]) problems.push(`${where}: not extracted: ${message ?? id}`);
      else if (locale !== config.sourceLocale && !messages[id].translation)
        problems.push(`${where}: not translated: ${message ?? id}`);
    }
    for (const [id, { message, translation }] of Object.entries(messages)) {
      const known = translations.get(`${locale} ${id}`) ?? { translation, where };
      translations.set(`${locale} ${id}`, known);
      if (locale !== config.sourceLocale && translation && known.translation !== translation)
        problems.push(`${where}: translated otherwise in ${known.where}: ${message ?? id}`);
      if (!used[id]) problems.push(`${where}: no longer used: ${message ?? id}`);
    }
  }
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(`${problems.length} sentences to look at. Run "npm run extract", then translate.`);
  process.exit(1);
}
console.log("Every sentence is in every catalogue.");
