// Puts the page together: navigation, the player, and the list of runs that is asked for every few seconds.

import { get } from './api.js'
import { byId, report, setText } from './dom.js'
import { Player } from './player.js'
import { Composing } from './compose.js'
import { Runs } from './runs.js'

const pollEvery = 3000 // ms

const player = new Player(() => showPlayer())
const composing = new Composing(player)
const runs = new Runs(player, (piece) => {
  composing.show(piece)
  location.hash = 'compose'
})

window.studio = { player, composing, runs } // for the browser's console, and for tests

function showPlayer() {
  const play = byId('play'), { piece } = player
  setText(play, player.playing ? 'Pause' : 'Play')
  play.setAttribute('aria-pressed', player.playing)
  play.disabled = byId('rewind').disabled = byId('position').disabled = !piece?.length
  setText(byId('playing'), piece ? player.name : '')
  if (piece) {
    byId('position').max = piece.length
    if (document.activeElement !== byId('tempo')) byId('tempo').value = +piece.tempo.toFixed(2)
  }
  showPosition()
}

function showPosition() {
  if (!player.piece) return
  const at = player.position
  byId('position').value = at
  byId('position').setAttribute('aria-valuetext', `step ${Math.floor(at) + 1} of ${player.piece.length}`)
  if (player.piece !== composing.piece) return
  composing.roll.playhead = at
  composing.roll.draw()
  composing.score.follow(at)
  if (player.playing) composing.roll.follow(at)
}

let odd = false
function frame() {
  if (player.playing && (odd = !odd)) showPosition() // 30 times a second
  requestAnimationFrame(frame)
}

// The sound is opened with the first press on the page, which takes a moment, and not when something is to be heard.
for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => player.open(), { once: true, capture: true })
byId('play').addEventListener('click', () => (player.playing ? player.pause() : player.play()))
byId('rewind').addEventListener('click', () => { player.seek(0); showPosition() })
byId('loop').addEventListener('change', (event) => { player.loop = event.target.checked })
byId('volume').addEventListener('input', (event) => { player.volume = Number(event.target.value) })
byId('position').addEventListener('input', (event) => {
  player.seek(Number(event.target.value))
  showPosition()
  if (player.piece === composing.piece) composing.roll.follow(player.position)
})
byId('tempo').addEventListener('change', (event) => {
  const x = Number(event.target.value)
  if (player.piece && x >= 4 && x <= 1000) player.tempo = x
})

// showPage shows the page that the address names.
function showPage() {
  const onRuns = location.hash.startsWith('#runs')
  byId('runs').hidden = !onRuns
  byId('compose').hidden = onRuns
  byId('to-runs').toggleAttribute('aria-current', onRuns)
  byId('to-compose').toggleAttribute('aria-current', !onRuns)
  document.title = onRuns ? 'Runs – Studio' : 'Studio'
  if (onRuns) runs.drawCurves()
  else composing.roll.layout()
}
addEventListener('hashchange', showPage)
document.querySelector('.skip').addEventListener('click', (event) => { // not to the address #main, which would name another page
  event.preventDefault()
  byId('main').focus()
})
addEventListener('beforeunload', (event) => { if (composing.unsaved) event.preventDefault() })

async function poll() {
  try {
    const list = await get('/api/runs')
    composing.settings.setModels(list.runs.filter((r) => r.composes))
    runs.setRuns(list)
    if (!byId('runs').hidden) await runs.update()
    if (poll.failed) report('')
    poll.failed = false
  } catch (error) {
    poll.failed = true
    report(error.message)
  }
  setTimeout(poll, pollEvery)
}

showPage()
showPlayer()
poll()
requestAnimationFrame(frame)
