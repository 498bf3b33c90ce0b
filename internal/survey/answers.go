package survey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"workbench/internal/atomicfile"
	"workbench/internal/console"
)

// answers is the file of answers, open for its only writer. A record is on the disk before its listener is
// told that it is stored.
type answers struct {
	study *Study
	lock  *flock.Flock

	mutex    sync.Mutex
	file     *os.File
	end      int64 // of the complete lines
	audience audience
}

// openAnswers opens the answers of a study to append to them. It returns warnings of lines that cannot be
// read.
func openAnswers(s *Study) (*answers, []string, error) {
	path := s.AnswersPath()
	lock := flock.New(path+".lock", flock.SetPermissions(0o666))
	if ok, err := lock.TryLock(); err != nil {
		return nil, nil, fmt.Errorf("locking %s: %w", path, err)
	} else if !ok {
		return nil, nil, fmt.Errorf("another process serves %s; stop it first", s.dir)
	}
	a := &answers{study: s, lock: lock, audience: audience{}}
	warnings, err := a.open(path)
	if err != nil {
		return nil, nil, errors.Join(err, a.Close())
	}
	return a, warnings, nil
}

func (a *answers) open(path string) (warnings []string, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the answers: %w", err)
	}
	warnings = a.study.readAnswers(a.audience, path, data)
	if a.file, err = os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0); err != nil {
		return nil, fmt.Errorf("opening the answers: %w", err)
	}
	a.end = int64(len(data))
	if len(data) > 0 && data[len(data)-1] != '\n' { // the rest of a line that was not written to its end
		return warnings, a.append([]byte{'\n'})
	}
	return warnings, nil
}

// Close closes the file.
func (a *answers) Close() error {
	if a.file == nil {
		return a.lock.Close()
	}
	return errors.Join(a.file.Close(), a.lock.Close())
}

// readAnswers adds the records of a file to those of an audience. A line that is damaged or does not fit the
// study is left out, with a warning that names it.
func (s *Study) readAnswers(to audience, path string, data []byte) (warnings []string) {
	number := 0
	for line := range bytes.Lines(data) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := s.readAnswer(to, line); err != nil {
			warnings = append(warnings, fmt.Sprintf("%s:%d: left out: %s", console.Printable(path), number, console.Printable(err.Error())))
		}
	}
	return warnings
}

func (s *Study) readAnswer(to audience, line []byte) error {
	var r Record
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return fmt.Errorf("not a complete record: %w", err)
	}
	if err := s.check(&r); err != nil {
		return err
	}
	there, err := to.has(r)
	if err != nil {
		return fmt.Errorf("listener %s, %s: %w", r.Listener, r.slot(), err)
	}
	if !there {
		to.keep(r)
	}
	return nil
}

// start returns the records of a listener, who starts if there are none. The next number decides the order of
// the trials.
func (a *answers) start(name string, now time.Time) ([]Record, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.audience[name] == nil {
		next := len(a.audience)
		if next == mostListeners {
			return nil, fmt.Errorf("this study has had %d listeners, and takes no more", mostListeners)
		}
		err := a.add(Record{Study: a.study.ID, Listener: name, Kind: startKind, Time: now, Number: next, Order: a.study.trials(next)})
		if err != nil {
			return nil, err
		}
	}
	return slices.Clone(a.audience[name].records), nil
}

// answer stores what a listener has answered, unless it is there already.
func (a *answers) answer(r Record) error {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	there, err := a.audience.has(r)
	if there || err != nil {
		return err
	}
	return a.add(r)
}

func (a *answers) add(r Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := a.append(append(line, '\n')); err != nil {
		return err
	}
	a.audience.keep(r)
	return nil
}

// append writes a line and waits until it is on the disk. If that fails, it removes what was written of it.
func (a *answers) append(line []byte) error {
	_, err := a.file.Write(line)
	if err == nil {
		err = a.file.Sync()
	}
	if err != nil {
		failed := atomicfile.WriteError(a.study.AnswersPath(), int64(len(line)), err)
		return errors.Join(failed, a.file.Truncate(a.end))
	}
	a.end += int64(len(line))
	return nil
}
