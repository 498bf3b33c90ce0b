// One sound with a button to play it. Listeners cannot skip parts of it.

import { element, report } from './dom.js'

let playing = null // one clip at a time

const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

export class Clip {
  constructor(url, name) {
    this.name = name
    this.plays = 0
    this.complete = false
    this.audio = new Audio()
    this.audio.preload = 'auto'
    this.audio.src = url
    this.button = element('button', { type: 'button', className: 'play' }, `Play ${name}`)
    this.bar = element('progress', { max: 1, value: 0, 'aria-label': `Position in ${name}` })
    this.time = element('span', { className: 'time' })
    this.node = element('div', { className: 'clip', role: 'group', 'aria-label': name }, this.button, this.bar, this.time)
    this.button.addEventListener('click', () => (this.audio.paused ? this.play() : this.pause()))
    for (const event of ['play', 'pause', 'ended', 'timeupdate', 'loadedmetadata']) this.audio.addEventListener(event, () => this.show())
    this.audio.addEventListener('ended', () => { this.complete = true })
    this.audio.addEventListener('error', () => report(`${name} cannot be loaded. Reload this page; your answers are kept.`))
    this.show()
  }

  async play() {
    if (playing && playing !== this) playing.pause()
    playing = this
    this.plays++
    try {
      await this.audio.play()
    } catch (error) {
      if (error.name !== 'AbortError') report(`${this.name} cannot be played: ${error.message}`)
    }
  }

  pause() { this.audio.pause() }

  // heard is the share that was played, 0 to 1.
  get heard() {
    if (this.complete) return 1
    const { played, duration } = this.audio
    let seconds = 0
    for (let i = 0; i < played.length; i++) seconds += played.end(i) - played.start(i)
    return duration > 0 ? Math.min(1, seconds / duration) : 0
  }

  show() {
    const { paused, ended, currentTime, duration } = this.audio
    this.button.textContent = `${paused || ended ? (this.plays > 0 && ended ? 'Play again' : 'Play') : 'Pause'} ${this.name}`
    this.bar.value = duration > 0 ? currentTime / duration : 0
    this.time.textContent = duration > 0 ? `${minutes(currentTime)} / ${minutes(duration)}` : ''
  }
}
