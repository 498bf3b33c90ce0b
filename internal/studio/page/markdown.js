// Shows the Markdown of a model's card: headings, paragraphs, lists, code and tables as text. It makes no links: nothing beyond this page is served.

import { element } from './dom.js'

function inline(text) {
  const parts = text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').split(/(`[^`]+`|\*\*[^*]+\*\*)/)
  return parts.map((p) => p.startsWith('`') ? element('code', {}, p.slice(1, -1)) : p.startsWith('**') ? element('strong', {}, p.slice(2, -2)) : p)
}

export function render(text) {
  const nodes = []
  for (const block of text.split(/\n\s*\n/)) {
    if (!block.trim()) continue
    const heading = /^#+ +(.*)/.exec(block)
    if (/^ {4}/.test(block) || /^\s*\|/.test(block)) nodes.push(element('pre', { tabIndex: 0 }, block.replace(/^ {4}/gm, '')))
    else if (/^\s*[-*] /.test(block)) {
      nodes.push(element('ul', {}, ...block.split(/\n(?=[-*] )/).map((item) => element('li', {}, ...inline(item.replace(/^\s*[-*] /, '').replace(/\s+/g, ' '))))))
    } else if (heading) {
      nodes.push(element('h3', {}, ...inline(heading[1])))
      const rest = block.slice(heading[0].length).trim()
      if (rest) nodes.push(...render(rest))
    } else nodes.push(element('p', {}, ...inline(block.replace(/\s+/g, ' '))))
  }
  return nodes
}
