// Requests to the server.

let token = document.querySelector('meta[name=token]').content

async function check(response) {
  if (response.ok) return response
  throw new Error((await response.text()).trim() || response.statusText)
}

const explained = (error) => (error instanceof TypeError ? new Error('The studio does not answer. Is its command still running?') : error)

export async function get(url) {
  try {
    return (await check(await fetch(url))).json()
  } catch (error) { throw explained(error) }
}

// post sends a change with the token. A studio that was started anew has another one, which its page tells; so a piece on this page is not lost.
async function post(url, value, signal) {
  const body = JSON.stringify(value)
  const attempt = () => fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Studio-Token': token }, body, signal })
  try {
    let response = await attempt()
    if (response.status === 403) {
      const page = new DOMParser().parseFromString(await (await fetch('/')).text(), 'text/html')
      token = page.querySelector('meta[name=token]').content
      response = await attempt()
    }
    return await check(response)
  } catch (error) { throw explained(error) }
}

// send sends a change, and returns the answer.
export async function send(what, value) {
  return (await post(`/api/${what}`, value)).json()
}

// download turns a piece into a file of the given format.
export async function download(piece, format) {
  return (await post('/api/export', { format, piece })).blob()
}

// events yields the events {name, data} of a job: what is to be done is compose, recompose or probabilities. Aborting the signal ends the job.
export async function* events(what, settings, signal) {
  const response = await post(`/api/${what}`, settings, signal)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read().catch((error) => { throw explained(error) })
    if (done) return
    text += value
    const events = text.split('\n\n')
    text = events.pop()
    for (const event of events) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(event)
      yield { name, data: JSON.parse(data) }
    }
  }
}
