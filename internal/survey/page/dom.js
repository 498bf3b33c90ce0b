// Small functions on the document.

export const byId = (id) => document.getElementById(id)

// element makes an element with properties, attributes (names with a hyphen, and role) and children.
export function element(tag, properties = {}, ...children) {
  const e = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role') e.setAttribute(name, value)
    else e[name] = value
  }
  e.append(...children)
  return e
}

// paragraphs are the parts of a text that empty lines separate.
export const paragraphs = (text) => text.split(/\n\s*\n/).filter(Boolean).map((part) => element('p', {}, part))

// report shows a problem below the page; an empty text removes it.
export function report(text) {
  byId('problem').textContent = text
  byId('problem').hidden = !text
}

// showPage replaces the page and moves the focus to its heading, which screen readers then read.
export function showPage(...children) {
  report('')
  byId('page').replaceChildren(...children)
  const heading = byId('page').querySelector('h1')
  heading.tabIndex = -1
  heading.focus()
  scrollTo(0, 0)
}
