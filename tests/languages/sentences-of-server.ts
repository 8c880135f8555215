import ts from 'typescript';

/** Properties whose texts are for readers, whoever makes the object. */
const spoken = new Set(['message', 'hint', 'title', 'detail', 'why']);
/** Functions of the server that make a fault of what they are given. */
const speakers = new Set([
  ...['impossible', 'notLetIn', 'notYours', 'noSuchInvite', 'quota', 'refusal', 'refused', 'weak'],
]);
/** Properties that may say it in one word, as may what is said of an empty list. */
const brief = new Set(['reason', 'note']);
/** A command is the same in every language. */
const command = /^(kubectl|vault|bao|helm|curl|watch|docker|npm|kindlab)\b|^`[^`]*`$|^[a-z]+\/|^\w+=/;

/**
 * What a file says to readers, as keys of a catalogue: `${…}` becomes a place, named after what stands in it. `spoken`:
 * in messages, hints and titles alone; `everything`: wherever it says something, as the checks of a lab do.
 */
export function sentencesOfServer(
  file: string,
  source: string,
  where: 'everything' | 'spoken',
): readonly string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found = new Set<string>();
  const visit = (node: ts.Node, inWords: boolean, isBrief: boolean): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    // What probes could not do is for the operator's log.
    if (where === 'everything' && ts.isNewExpression(node)) return;
    const text = inWords ? keyOf(node) : undefined;
    if (text !== undefined && (isProse(text) || (isBrief && /^[a-z]{3,}$/.test(text)))) found.add(text);
    const name = ts.isPropertyAssignment(node) ? node.name.getText() : '';
    const speaks = ts.isCallExpression(node) && speakers.has(node.expression.getText());
    const listed =
      ts.isParameter(node) || (ts.isCallExpression(node) && node.expression.getText() === 'codes');
    ts.forEachChild(node, (child) =>
      visit(
        child,
        inWords || speaks || spoken.has(name),
        isBrief || (inWords && (listed || brief.has(name))),
      ),
    );
  };
  visit(tree, where === 'everything', false);
  return [...found];
}

function keyOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  const names: string[] = [];
  return node.templateSpans.reduce((key, { expression, literal }) => {
    const name = placeName(expression);
    const twins = names.filter((each) => each === name).length;
    names.push(name);
    return `${key}{{${name}${twins === 0 ? '' : String(twins + 1)}}}${literal.text}`;
  }, node.head.text);
}

/** Two words that follow each other, or a sentence of one. */
function isProse(text: string): boolean {
  const own = text.replaceAll(/\{\{\w+\}\}/g, '');
  if (/^\d+ [a-z]+$/.test(text)) return true;
  // “{{shown}} and {{last}}”, “`path` is {{path}}”
  if (own !== text && /^ ?[a-z]{2,} ?$/.test(own.replaceAll(/`[^`]*`/g, ''))) return true;
  return (
    /[a-z’]{2,}[,;:]? [a-z0-9`“]|[A-Z][a-z]+ [a-z]|^[A-Z][a-z’]+\.$/.test(own) && !command.test(own.trim())
  );
}

function placeName(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text.replace('#', '');
  if (ts.isElementAccessExpression(node)) return placeName(node.expression);
  if (ts.isBinaryExpression(node)) return placeName(node.left);
  if (ts.isConditionalExpression(node)) return 'rest';
  if (!ts.isCallExpression(node)) return 'value';
  const [first] = node.arguments;
  if (ts.isPropertyAccessExpression(node.expression)) return placeName(node.expression.expression);
  return first === undefined ? placeName(node.expression) : placeName(first);
}
