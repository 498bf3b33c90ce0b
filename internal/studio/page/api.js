// Requests to the server.

const token = document.querySelector('meta[name=token]').content

async function check(response) {
  if (response.ok) return response
  throw new Error((await response.text()).trim() || response.statusText)
}

async function send(url, options) {
  try {
    return await check(await fetch(url, options))
  } catch (error) {
    if (error instanceof TypeError) throw new Error('The studio does not answer. Is its command still running?')
    throw error
  }
}

export async function get(url) {
  return (await send(url)).json()
}

const post = (url, value, signal) =>
  send(url, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Studio-Token': token }, body: JSON.stringify(value), signal })

// download turns a piece into a file of the given format.
export async function download(piece, format) {
  return (await post('/api/export', { format, piece })).blob()
}

// events yields the events {name, data} of a job: what is to be done is compose or recompose. Aborting the signal ends the job.
export async function* events(what, settings, signal) {
  const response = await post(`/api/${what}`, settings, signal)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
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
